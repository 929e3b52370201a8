"""What paying in a checkout session does."""

from __future__ import annotations

from local.stripe import payments
from local.stripe.account import Account
from local.stripe.checkout_tax import take_details
from local.stripe.customers import create_customer, known_customer
from local.stripe.payment_methods import attach
from local.stripe.resource import Json, Resource
from local.stripe.subscription_creation import Terms, create_subscription, trial_end_of, without_method
from local.stripe.wire.errors import InvalidRequest


def pay(account: Account, session: Resource, method: Resource | None, form: dict[str, str]) -> None:
    """Sell what the session sells to whoever has filled in the form. Raises CardError if the payment is declined,
    InvalidRequest if the session is not open or the form lacks something."""
    if session["status"] != "open":
        raise InvalidRequest(f"This checkout session is {session['status']}.")
    email, name = form.get("email") or session["customer_email"], form.get("name") or None
    customer = _customer(account, session, email, name)
    entered = take_details(session, customer, form)
    if session["mode"] == "subscription":
        _subscribe(account, session, method, customer)
    else:
        _sell(account, session, method, customer)
    details = {"email": customer["email"] if customer else email, "name": customer["name"] if customer else name}
    session.put(status="complete", url=None, customer_details={**details, "tax_exempt": "none", **entered})
    account.emit("checkout.session.completed", session)


def needs_method(session: Resource) -> bool:
    """Whether a session cannot be completed without something to pay with."""
    data = session.private["data"]
    free = session["amount_total"] == 0 or "trial_period_days" in data or "trial_end" in data
    return not (free and session["payment_method_collection"] == "if_required")


def settled(account: Account, session: Resource, succeeded: bool) -> None:
    """The delayed payment of a completed session has arrived, or never will."""
    session["payment_status"] = "paid" if succeeded else "unpaid"
    word = "succeeded" if succeeded else "failed"
    account.emit(f"checkout.session.async_payment_{word}", session)


def _sell(account: Account, session: Resource, method: Resource | None, customer: Resource | None) -> None:
    if session["amount_total"] == 0:
        session.put(payment_status="no_payment_required")
        return
    if method is None:
        raise InvalidRequest("Something has to be paid with.")
    data = session.private["data"]
    fields = {"metadata": data.get("metadata", {}), "description": data.get("description")}
    fields |= {"receipt_email": data.get("receipt_email"), "setup_future_usage": data.get("setup_future_usage")}
    intent = _intent(account, session, customer, fields)
    if customer and data.get("setup_future_usage"):
        attach(account, method, customer.id)
    if not payments.confirm(account, intent, method):
        raise payments.declined(intent)
    session.put(payment_intent=intent.id, payment_status="paid" if intent["status"] == "succeeded" else "unpaid")


def _intent(account: Account, session: Resource, customer: Resource | None, fields: Json) -> Resource:
    """The session's payment intent: the same one for every try."""
    if known := session.private.get("intent"):
        return account.get("payment_intent", known)
    customer_id = _id(customer) if customer else None
    intent = payments.create_intent(account, customer_id, session["amount_total"], session["currency"], **fields)
    session.private["intent"] = intent.id
    return intent


def _subscribe(account: Account, session: Resource, method: Resource | None, customer: Resource | None) -> None:
    assert customer is not None
    data = session.private["data"]
    terms = Terms(
        items=[{"price": line["price"]["id"], "quantity": line["quantity"]} for line in session.private["line_items"]],
        metadata=data.get("metadata", {}),
        trial_end=trial_end_of(account, customer.id, data.get("trial_period_days"), data.get("trial_end")),
        method=attach(account, method, customer.id) if method else None,
        behavior="error_if_incomplete",
        description=data.get("description"),
        without_method=without_method(data),
        discounts=session.private["discounts"],
        automatic_tax=session["automatic_tax"]["enabled"],
    )
    subscription = create_subscription(account, customer, terms)
    invoice = account.get("invoice", subscription["latest_invoice"])
    paid = "paid" if invoice["status"] == "paid" else "unpaid"
    session.put(subscription=subscription.id, invoice=invoice.id)
    session["payment_status"] = paid if invoice["total"] else "no_payment_required"


def _customer(account: Account, session: Resource, email: str | None, name: str | None) -> Resource | None:
    """Who buys: the session's customer, or a new one where one is needed."""
    if known := session["customer"]:
        return known_customer(account, known)
    if session["customer_creation"] != "always":
        return None
    customer = create_customer(account, email=email, name=name)
    account.emit("created", customer)
    session["customer"] = customer.id
    return customer


def _id(customer: Resource | None) -> str:
    return customer.id if customer else ""
