"""The API operations that the stand-in supports: those that the service, its tests and the demo call."""

from local.stripe import (
    catalog,
    checkout,
    customers,
    discounts,
    events,
    invoicing,
    payments,
    portal,
    refunds,
    subscription_end,
    subscriptions,
)
from local.stripe.account import ensure_account
from local.stripe.api.lists import page_of, reads
from local.stripe.api.operations import Call, Operation
from local.stripe.resource import Json


def _invoice_lines(call: Call) -> Json:
    """List the lines of an invoice."""
    return page_of(call, call.account.get("invoice", call.id)["lines"]["data"], f"/v1/invoices/{call.id}/lines")


# If two match a path, the first is used.
OPERATIONS = [
    Operation("GET", "/v1/account", lambda call: ensure_account(call.account), "AccountRetrieveCurrentParams"),
    Operation("POST", "/v1/products", catalog.create_product, "ProductCreateParams"),
    Operation("POST", "/v1/products/{id}", catalog.update_product, "ProductUpdateParams"),
    Operation("DELETE", "/v1/products/{id}", catalog.delete_product, "ProductDeleteParams"),
    *reads("product", "/v1/products", "Product", "active"),
    Operation("POST", "/v1/prices", catalog.create_price, "PriceCreateParams"),
    Operation("POST", "/v1/prices/{id}", catalog.update_price, "PriceUpdateParams"),
    *reads("price", "/v1/prices", "Price", "active", "product", narrow=catalog.prices_by_key),
    Operation("POST", "/v1/customers", customers.create, "CustomerCreateParams"),
    Operation("POST", "/v1/customers/{id}", customers.update, "CustomerUpdateParams"),
    Operation("DELETE", "/v1/customers/{id}", customers.delete, "CustomerDeleteParams"),
    *reads("customer", "/v1/customers", "Customer", "email", narrow=lambda _: customers.NOT_DELETED),
    Operation("POST", "/v1/payment_methods/{id}/attach", payments.attach_call, "PaymentMethodAttachParams"),
    Operation("POST", "/v1/subscriptions", subscriptions.create, "SubscriptionCreateParams"),
    Operation("POST", "/v1/subscriptions/{id}", subscriptions.update, "SubscriptionUpdateParams"),
    Operation("DELETE", "/v1/subscriptions/{id}", subscription_end.cancel, "SubscriptionCancelParams"),
    *reads("subscription", "/v1/subscriptions", "Subscription", "customer", narrow=subscriptions.by_status),
    Operation("POST", "/v1/invoices/{id}/pay", invoicing.pay, "InvoicePayParams"),
    Operation("GET", "/v1/invoices/{id}/lines", _invoice_lines, "InvoiceLineItemListParams"),
    *reads(
        "invoice",
        "/v1/invoices",
        "Invoice",
        "customer",
        "status",
        subscription="parent.subscription_details.subscription",
    ),
    *reads("invoice_payment", "/v1/invoice_payments", "InvoicePayment", "invoice", narrow=payments.by_intent),
    *reads("payment_intent", "/v1/payment_intents", "PaymentIntent", "customer"),
    *reads("charge", "/v1/charges", "Charge"),
    Operation("POST", "/v1/refunds", refunds.create, "RefundCreateParams"),
    *reads("refund", "/v1/refunds", "Refund", "charge", "payment_intent"),
    *reads("dispute", "/v1/disputes", "Dispute", "charge", "payment_intent"),
    Operation("POST", "/v1/coupons", discounts.create_coupon, "CouponCreateParams"),
    Operation("POST", "/v1/promotion_codes", discounts.create_promotion_code, "PromotionCodeCreateParams"),
    Operation("POST", "/v1/checkout/sessions", checkout.create, "checkout.SessionCreateParams"),
    Operation("POST", "/v1/checkout/sessions/{id}", checkout.update, "checkout.SessionUpdateParams"),
    Operation("POST", "/v1/checkout/sessions/{id}/expire", checkout.expire_call, "checkout.SessionExpireParams"),
    *reads("checkout.session", "/v1/checkout/sessions", "checkout.Session", "customer", "status"),
    Operation("POST", "/v1/billing_portal/sessions", portal.create_session, "billing_portal.SessionCreateParams"),
    Operation("POST", portal.PATH, portal.create_configuration, "billing_portal.ConfigurationCreateParams"),
    Operation("POST", f"{portal.PATH}/{{id}}", portal.update_configuration, "billing_portal.ConfigurationUpdateParams"),
    *reads(portal.TYPE, portal.PATH, "billing_portal.Configuration", "active"),
    *reads("event", "/v1/events", "Event", narrow=events.event_conditions),
    Operation("POST", "/v1/webhook_endpoints", events.create_endpoint, "WebhookEndpointCreateParams"),
    Operation("POST", "/v1/webhook_endpoints/{id}", events.update_endpoint, "WebhookEndpointUpdateParams"),
    Operation("DELETE", "/v1/webhook_endpoints/{id}", events.delete_endpoint, "WebhookEndpointDeleteParams"),
    *reads("webhook_endpoint", "/v1/webhook_endpoints", "WebhookEndpoint"),
]
