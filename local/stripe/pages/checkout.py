"""The hosted checkout page."""

from local.stripe.checkout import asks_for_address, enter_code
from local.stripe.checkout_completion import pay
from local.stripe.pages.base import Form, Page
from local.stripe.payments import create_method
from local.stripe.resource import Json, Resource

# The payment methods that the page offers.
METHODS = {
    "visa": "Visa •••• 4242: succeeds",
    "delayed": "Bank debit •••• 3000: succeeds or fails later",
    "chargeCustomerFail": "Visa •••• 0341: is declined",
    "chargeDeclinedInsufficientFunds": "Visa •••• 9995: has insufficient funds",
}
# The fields of an address: label and `autocomplete` value.
ADDRESS = {
    "line1": ("Address", "address-line1"),
    "city": ("City", "address-level2"),
    "postal_code": ("Postal code", "postal-code"),
    "country": ("Country (such as DE)", "country"),
}


class CheckoutPage(Page):
    """`/c/pay/cs_test_…`: pay, or apply a promotion `code`."""

    path, kind, template = "/c/pay/{id}", "checkout.session", "checkout.html"

    def submit(self, found: Resource, form: Form) -> str:
        """Pay, or apply a promotion code."""
        if form.get("action") == "code":
            enter_code(self.account, found, form.get("code", ""))
            return f"/c/pay/{found.id}"
        pay(self.account, found, create_method(self.account, form.get("method", "visa")), form)
        return str(found["success_url"]).replace("{CHECKOUT_SESSION_ID}", found.id)

    def context(self, found: Resource, form: Form) -> Json:
        """The values for the template, with what was entered before."""
        customer = self.account.store.get(found["customer"] or "")
        return {
            "leads_to": found["success_url"],
            "session": found,
            "line": found.private["line"],
            "trial_days": found.private["data"].get("trial_period_days"),
            "email": customer.get("email") if customer else found["customer_email"],
            "methods": METHODS,
            "address": ADDRESS if asks_for_address(found) else {},
            "form": {"email": "", "method": "visa"} | ((customer and customer.get("address")) or {}) | form,
        }
