"""Packs: each paid pack is granted once, an unpaid one never."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.service.billing.relay import WEBHOOK_PATH
from tests.service.billing.shop import Buyer
from tests.service.billing.signing import signed


def test_paid_pack_is_granted_once(buyer: Buyer) -> None:
    buyer.buy()
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1000)
    assert buyer.purchases() == [1000]


def test_quantity_two_of_a_pack_grants_twice_the_credits(buyer: Buyer) -> None:
    buyer.buy("credit_pack_2500", quantity=2)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 5000)


def test_the_same_pack_may_be_bought_again(buyer: Buyer) -> None:
    buyer.buy()
    buyer.buy()
    buyer.shop.arrive()
    assert buyer.purchases() == [1000, 1000]


def test_a_duplicate_event_grants_once(buyer: Buyer) -> None:
    session_id = buyer.buy()
    buyer.shop.arrive()
    (event_id,) = buyer.shop.stripe.events("checkout.session.completed", session_id)
    buyer.shop.stripe.resend(event_id)
    buyer.shop.arrive()
    assert buyer.purchases() == [1000]


def test_the_same_session_under_another_event_id_grants_once(buyer: Buyer) -> None:
    session_id = buyer.buy()
    buyer.shop.arrive()
    (event_id,) = buyer.shop.stripe.events("checkout.session.completed", session_id)
    buyer.shop.stripe.resend(event_id, new_id=True)
    buyer.shop.arrive()
    assert buyer.purchases() == [1000]


def test_parallel_deliveries_of_one_event_grant_once(ordered_buyer: Buyer) -> None:
    stand_in = ordered_buyer.shop.stripe
    stand_in.fault(event="*", delivery="drop")
    session_id = ordered_buyer.buy()
    (event_id,) = stand_in.events("checkout.session.completed", session_id)
    body, headers = signed(stand_in.v1.events.retrieve(event_id).to_dict(for_json=True))
    url = f"{ordered_buyer.shop.url}{WEBHOOK_PATH}"
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: httpx.post(url, content=body, headers=headers, timeout=30), range(8))
        assert {answer.status_code for answer in answers} == {200}
    assert ordered_buyer.purchases() == [1000]


def test_delayed_payment_is_granted_when_it_succeeds(buyer: Buyer) -> None:
    session_id = buyer.buy(method="delayed")
    buyer.shop.arrive()
    assert buyer.credits() == (500, 0)
    buyer.shop.stripe.settle(buyer.payment_of(session_id), succeeded=True)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1000)


def test_a_delayed_payment_that_fails_grants_nothing(buyer: Buyer) -> None:
    session_id = buyer.buy(method="delayed")
    buyer.shop.stripe.settle(buyer.payment_of(session_id), succeeded=False)
    buyer.shop.arrive()
    assert buyer.purchases() == []


def test_declined_card_grants_nothing_until_another_card_pays(buyer: Buyer) -> None:
    url = buyer.checkout_pack()
    assert buyer.shop.stripe.pay(url, "chargeCustomerFail").status_code == 402
    buyer.shop.arrive()
    assert buyer.purchases() == []
    assert buyer.shop.stripe.pay(url).status_code == 303
    buyer.shop.arrive()
    assert buyer.purchases() == [1000]


def test_pack_made_free_by_a_promotion_code_is_granted(buyer: Buyer) -> None:
    api = buyer.shop.stripe.v1
    coupon = api.coupons.create({"percent_off": 100, "duration": "once"})
    code = api.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}}).code
    url = buyer.checkout_pack()
    httpx.post(url, data={"action": "code", "code": code}, timeout=30)
    assert buyer.shop.stripe.pay(url).status_code == 303
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1000)


def test_pack_grants_the_credits_of_when_its_page_was_opened_despite_sync(buyer: Buyer) -> None:
    api = buyer.shop.stripe.v1
    product = api.products.create({"name": "A pack", "metadata": {"kind": "pack", "credits": "70"}})
    price = api.prices.create({"product": product.id, "unit_amount": 100, "currency": "usd"})
    buyer.shop.arrive()
    buyer.shop.prices["own"] = price.id
    url = buyer.checkout_pack("own")
    api.products.update(product.id, {"metadata": {"credits": "7000"}})
    buyer.shop.arrive()
    buyer.shop.stripe.pay(url)
    buyer.shop.arrive()
    assert buyer.purchases() == [70]


def test_pack_of_a_deleted_buyer_does_not_stop_the_pass(buyer: Buyer) -> None:
    url = buyer.checkout_pack()
    buyer.shop.sql("delete from auth.users where id = %s", [buyer.id])
    buyer.shop.stripe.pay(url)
    buyer.shop.arrive()
    assert buyer.shop.unprocessed() == []


@pytest.mark.parametrize("metadata", [{}, {"user_id": "nobody", "credits": "9", "price_id": "price_x"}])
def test_sale_of_another_product_of_the_account_grants_nothing(buyer: Buyer, metadata: dict[str, str]) -> None:
    sessions = buyer.shop.stripe.v1.checkout.sessions
    session = sessions.create(
        {
            "mode": "payment",
            "line_items": [{"price": buyer.shop.prices["credit_pack_1000"], "quantity": 1}],
            "client_reference_id": buyer.id,
            "customer_email": "somebody@example.com",
            "metadata": metadata,
            "success_url": "http://elsewhere.invalid/",
        }
    )
    assert buyer.shop.stripe.pay(str(session.url)).status_code == 303
    buyer.shop.arrive()
    assert buyer.purchases() == []
