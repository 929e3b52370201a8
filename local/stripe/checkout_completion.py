"""Complete a checkout session: take the payment, start the subscription; and settle delayed payments."""

from local.stripe import invoicing, payments
from local.stripe.account import Account
from local.stripe.api.errors import InvalidRequest
from local.stripe.checkout import take_details
from local.stripe.customers import get_customer
from local.stripe.resource import Resource
from local.stripe.subscriptions import Terms, create_subscription


def pay(account: Account, session: Resource, method: Resource, form: dict[str, str]) -> None:
    """Pay the session with a method and the values of the page's form, and complete it.

    Raises CardError if the payment is declined, InvalidRequest if the session is not open or a form field is missing.
    """
    if session["status"] != "open":
        raise InvalidRequest(f"This checkout session is {session['status']}.")
    email, name = form.get("email") or session["customer_email"], form.get("name") or None
    if not (session["customer"] or email):
        raise InvalidRequest("Please enter an email address.")
    customer = get_customer(account, session["customer"]) if session["customer"] else None
    entered = take_details(session, customer, form)
    if customer and session["mode"] == "subscription":
        _subscribe(account, session, method, customer)
    else:
        _pay_once(account, session, method, customer)
    details = {"email": customer["email"] if customer else email, "name": customer["name"] if customer else name}
    session.put(status="complete", url=None, customer_details={**details, "tax_exempt": "none", **entered})
    account.emit("checkout.session.completed", session)


def settle(account: Account, intent: Resource, *, succeeded: bool) -> None:
    """Let a processing payment succeed or fail, with its invoice and session. Raises InvalidRequest."""
    payments.settle(account, intent, succeeded)
    session_filter = {"payment_intent": intent.id}
    if paid := account.store.find("invoice_payment", {"payment.payment_intent": intent.id}, limit=1):
        invoice = account.get("invoice", paid[0]["invoice"])
        (invoicing.mark_paid if succeeded else invoicing.fail)(account, invoice)
        session_filter = {"invoice": invoice.id}
    for session in account.store.find("checkout.session", session_filter):
        session["payment_status"] = "paid" if succeeded else "unpaid"
        account.emit(f"checkout.session.async_payment_{'succeeded' if succeeded else 'failed'}", session)


def _pay_once(account: Account, session: Resource, method: Resource, customer: Resource | None) -> None:
    if session["amount_total"] == 0:
        session.put(payment_status="no_payment_required")
        return
    intent = _intent(account, session, customer)
    if not payments.confirm(account, intent, method):
        raise payments.decline_error(intent)
    session.put(payment_intent=intent.id, payment_status="paid" if intent["status"] == "succeeded" else "unpaid")


def _intent(account: Account, session: Resource, customer: Resource | None) -> Resource:
    """The session's payment intent: the same for every attempt."""
    if intent_id := session.private.get("intent"):
        return account.get("payment_intent", intent_id)
    buyer, amount = customer.id if customer else "", session["amount_total"]
    metadata = session.private["data"].get("metadata", {})
    intent = payments.create_intent(account, buyer, amount, session["currency"], metadata=metadata)
    session.private["intent"] = intent.id
    return intent


def _subscribe(account: Account, session: Resource, method: Resource, customer: Resource) -> None:
    data, line = session.private["data"], session.private["line"]
    method["customer"] = customer.id
    terms = Terms(
        price=line["price"]["id"],
        quantity=line["quantity"],
        metadata=data.get("metadata", {}),
        trial_days=data.get("trial_period_days"),
        method=method,
        require_payment=True,
        coupons=session.private["coupons"],
        automatic_tax=session["automatic_tax"]["enabled"],
    )
    subscription = create_subscription(account, customer, terms)
    invoice = account.get("invoice", subscription["latest_invoice"])
    paid = "paid" if invoice["status"] == "paid" else "unpaid"
    session.put(subscription=subscription.id, invoice=invoice.id)
    session["payment_status"] = paid if invoice["total"] else "no_payment_required"
