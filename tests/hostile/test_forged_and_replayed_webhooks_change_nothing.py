"""Webhooks need Stripe's signature or the generation's token, and each counts once."""

from __future__ import annotations

import json
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.hostile.shop import StackStripe
from tests.service.api_client import ApiClient, Person, webhook_path
from tests.service.billing.shop import Buyer
from tests.service.billing.signing import signature_of
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Response

WEBHOOK = "/api/webhooks/stripe"


def paid_event(buyer: Buyer, stripe_stand_in: StackStripe) -> dict[str, Any]:
    """The undelivered event of a paid pack."""
    session_id = buyer.buy()
    buyer.shop.arrive()
    (event_id,) = stripe_stand_in.events("checkout.session.completed", session_id)
    event: dict[str, Any] = stripe_stand_in.v1.events.retrieve(event_id).to_dict(for_json=True)
    return event


def send(buyer: Buyer, body: str | bytes, signature: str | None, **more: Any) -> httpx.Response:
    headers = {"Content-Type": "application/json", **({} if signature is None else {"Stripe-Signature": signature})}
    return buyer.shop.stripe.http.post(buyer.shop.url + WEBHOOK, content=body, headers={**headers, **more})


def test_an_event_without_stripes_signature_is_refused(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    body = json.dumps({**paid_event(buyer, stripe_stand_in), "id": f"evt_{uuid.uuid4().hex}"})
    secret, now = buyer.shop.app.extensions["settings"].stripe.webhook_secrets[0], int(time.time())
    good = signature_of(body, secret)
    stamp, mark = (piece.partition("=")[2] for piece in good.split(","))
    signatures = [
        None,
        "",
        "t=,v1=",
        "v1=" + mark,
        f"t={stamp}",
        f"t={now + 999999},v1={mark}",
        f"t={stamp},v1={mark[::-1]}",
        f"t={stamp},v0={mark}",
        f"t={stamp},v1={mark[:-1]}",
        f"t={stamp},v1={'0' * 64}",
        f"t={stamp},v1=" + ",v1=".join(["x"] * 1000),
        f"t=NaN,v1={mark}",
        f"t={'9' * 400},v1={mark}",
        f"t=-{stamp},v1={mark}",
        signature_of(body, "whsec_of_somebody_else"),
        signature_of(body, ""),
        signature_of(body + " ", secret),
        signature_of(body, secret, age=360),
    ]
    for signature in signatures:
        answer = send(buyer, body, signature)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_signature"), signature
    assert send(buyer, body + " ", good).status_code == 400
    assert send(buyer, body, good).status_code == 200
    assert buyer.purchases() == [1000]


def test_the_content_of_a_signed_event_is_not_trusted(
    buyer: Buyer, other_buyer: Buyer, stripe_stand_in: StackStripe
) -> None:
    """The service takes only the object's id from an event; it fetches the owner and the credits from Stripe."""
    event = paid_event(buyer, stripe_stand_in)
    secret = buyer.shop.app.extensions["settings"].stripe.webhook_secrets[0]
    forged = {
        "client_reference_id": other_buyer.id,
        "metadata": {"user_id": other_buyer.id, "credits": "99999", "price_id": "price_x"},
        "amount_total": 1,
        "payment_status": "paid",
    }
    about = {**event["data"]["object"], **forged}
    for changes in ({}, {"id": "cs_test_of_nobody"}, {"id": "../customers"}, {"id": "cs_test_x?expand[]=customer"}):
        body = json.dumps({**event, "id": f"evt_{uuid.uuid4().hex}", "data": {"object": {**about, **changes}}})
        assert send(buyer, body, signature_of(body, secret)).status_code in (200, 400)
    assert (buyer.purchases(), other_buyer.purchases()) == ([1000], [])


def test_an_event_replayed_a_hundred_times_counts_once(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    event = paid_event(buyer, stripe_stand_in)
    secret = buyer.shop.app.extensions["settings"].stripe.webhook_secrets[0]
    fresh = {**event, "id": f"evt_{uuid.uuid4().hex}"}
    bodies = [json.dumps(fresh)] * 60 + [json.dumps(event)] * 20
    bodies += [json.dumps({**event, "id": f"evt_{uuid.uuid4().hex}"}) for _ in range(20)]
    random.Random(9).shuffle(bodies)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda body: send(buyer, body, signature_of(body, secret)).status_code, bodies))
    assert set(answers) == {200}
    assert buyer.purchases() == [1000]
    assert buyer.shop.event(fresh["id"])["processed_at"] is not None


def test_the_events_of_a_plan_end_the_same_in_every_order(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    stripe_stand_in.v1.subscriptions.cancel(subscription_id)
    buyer.shop.arrive()
    ended = buyer.credits()
    events = [
        each
        for kind in ("customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted")
        for each in stripe_stand_in.events(kind, subscription_id)
    ]
    secret = buyer.shop.app.extensions["settings"].stripe.webhook_secrets[0]
    chance = random.Random(4)
    for _ in range(3):
        chance.shuffle(events)
        for event_id in events:
            event = stripe_stand_in.v1.events.retrieve(event_id).to_dict(for_json=True)
            body = json.dumps({**event, "id": f"evt_{uuid.uuid4().hex}"})
            assert send(buyer, body, signature_of(body, secret)).status_code == 200
        assert buyer.credits() == ended
        assert buyer.subscription()["status"] == "canceled"


# ---------------------------------------------------------------- Pixio


def test_a_report_without_the_generations_token_is_refused(
    api_client: ApiClient, bob: Person, pixio: Pixio, app: Any
) -> None:
    mine = api_client.started()
    other = ApiClient(api_client.http, bob, api_client.secret, api_client.sql).started()
    token = webhook_path(api_client.secret, other).rpartition("=")[2]
    own = webhook_path(api_client.secret, mine).rpartition("=")[2]
    body = {
        "run_id": pixio.run_of(mine),
        "status": "success",
        "outputs": [{"data": {"images": [{"url": "https://x/"}]}}],
    }
    base = "/api/webhooks/pixio"
    paths = [
        base,
        f"{base}?generation={mine}",
        f"{base}?generation={mine}&token=",
        f"{base}?generation={mine}&token={token}",
        f"{base}?generation={mine}&token={own[:-1]}",
        f"{base}?generation={mine}&token={own.upper()}",
        f"{base}?generation={mine}&token={own}%00",
        f"{base}?generation={mine}&token={'é' * 32}",
        f"{base}?generation={mine.upper()}&token={own}",
        f"{base}?generation={mine}%20&token={own}",
        f"{base}?generation={other}&generation={mine}&token={own}",
        f"{base}?generation={uuid.uuid4()}&token={own}",
        f"{base}?generation=../{mine}&token={own}",
        webhook_path("", mine),
        webhook_path("another secret", mine),
    ]
    for path in paths:
        answer = api_client.http.post(path, json=body)
        assert (answer.status_code, answer.json["error"]["code"]) == (401, "unauthorized"), path  # type: ignore[index]
    assert api_client.row(mine)["status"] == "processing"
    assert (api_client.person.balance(), bob.balance()) == (490, 490)


def test_the_report_of_another_run_changes_nothing(api_client: ApiClient, pixio: Pixio) -> None:
    first, second = api_client.started(), api_client.started()
    for run_id in (pixio.run_of(second), str(uuid.uuid4()), "x", "'; --"):
        for status in ("success", "failed", "cancelled", "timeout"):
            assert api_client.report(first, run_id, status).status_code == 200
    assert api_client.row(first)["status"] == "processing"
    assert api_client.person.balance() == 480


def test_a_token_used_after_the_generation_ended_changes_nothing(api_client: ApiClient, pixio: Pixio) -> None:
    generation_id = api_client.started()
    run_id = pixio.run_of(generation_id)
    api_client.report(generation_id, run_id, "failed")
    ended = api_client.row(generation_id)
    outputs = [{"data": {"images": [{"url": "https://evil.example/x.png"}]}}]
    for status in ("success", "running", "failed", "timeout", "cancelled") * 10:
        assert api_client.report(generation_id, run_id, status, outputs=outputs, progress=0.5).status_code == 200
    assert api_client.row(generation_id) == ended
    assert api_client.person.balance() == 500
    lines = api_client.sql(
        "select amount from credit_usage where user_id = %s order by created_at", [api_client.person.id]
    )
    assert [line["amount"] for line in lines] == [-10, 10]


def test_a_report_before_the_run_id_is_stored_counts_once(api_client: ApiClient, pixio: Pixio) -> None:
    pixio.on_queue = lambda _: Response(504)
    generation_id = api_client.started()
    run_id = str(uuid.uuid4())
    assert api_client.row(generation_id)["run_id"] is None
    for status in ("failed", "running", "success", "failed"):
        assert api_client.report(generation_id, run_id, status).status_code == 200
    assert (api_client.row(generation_id)["status"], api_client.person.balance()) == ("failed", 500)


def test_a_report_for_an_unknown_generation_gets_200(api_client: ApiClient) -> None:
    for _ in range(3):
        assert api_client.report(str(uuid.uuid4()), str(uuid.uuid4()), "success").status_code == 200
    assert api_client.person.generations() == []
