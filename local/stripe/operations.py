"""Every call that the stand-in answers: what the service, its tests and the demo use."""

from __future__ import annotations

from stripe import params

from local.stripe import (
    catalog,
    checkout,
    customers,
    discounts,
    events,
    invoicing,
    payment_methods,
    payments,
    pending_items,
    portal,
    refunds,
    subscription_end,
    subscriptions,
)
from local.stripe.account import ensure_account
from local.stripe.resource import Json
from local.stripe.store import Conditions
from local.stripe.wire.lists import listing, page_of
from local.stripe.wire.operations import Call, Operation, retrieve

PRODUCTS, PRICES, CUSTOMERS = "/v1/products", "/v1/prices", "/v1/customers"
SESSIONS, CONFIGURATIONS = "/v1/checkout/sessions", "/v1/billing_portal/configurations"
SUBSCRIPTIONS, INVOICES, METHODS = "/v1/subscriptions", "/v1/invoices", "/v1/payment_methods"
INTENTS, CHARGES, REFUNDS, DISPUTES = "/v1/payment_intents", "/v1/charges", "/v1/refunds", "/v1/disputes"
EVENTS, ENDPOINTS, INVOICE_PAYMENTS = "/v1/events", "/v1/webhook_endpoints", "/v1/invoice_payments"


def _invoice_lines(call: Call) -> Json:
    """The lines of an invoice."""
    return page_of(call, call.account.get("invoice", call.id)["lines"]["data"], f"{INVOICES}/{call.id}/lines")


def _by_subscription(call: Call) -> Conditions:
    wanted = call.params.get("subscription")
    field = "json_extract(body, '$.parent.subscription_details.subscription')"
    return [(f"{field} = ?", (wanted,))] if wanted else []


def _by_payment(call: Call) -> Conditions:
    payment = call.params.get("payment", {})
    field = "json_extract(body, '$.payment.payment_intent')"
    return [(f"{field} = ?", (payment.get("payment_intent", ""),))] if payment else []


# Of two that fit a path, the first answers.
OPERATIONS = [
    Operation("GET", "/v1/account", lambda call: ensure_account(call.account), params.AccountRetrieveCurrentParams),
    Operation("POST", PRODUCTS, catalog.create_product, params.ProductCreateParams),
    Operation("POST", f"{PRODUCTS}/{{id}}", catalog.update_product, params.ProductUpdateParams),
    Operation("DELETE", f"{PRODUCTS}/{{id}}", catalog.delete_product, params.ProductDeleteParams),
    retrieve("product", PRODUCTS, params.ProductRetrieveParams),
    listing("product", PRODUCTS, params.ProductListParams, "active"),
    Operation("POST", PRICES, catalog.create_price, params.PriceCreateParams),
    Operation("POST", f"{PRICES}/{{id}}", catalog.update_price, params.PriceUpdateParams),
    retrieve("price", PRICES, params.PriceRetrieveParams),
    listing("price", PRICES, params.PriceListParams, "active", "product", narrow=catalog.prices_by_key),
    Operation("POST", CUSTOMERS, customers.create, params.CustomerCreateParams),
    Operation("POST", f"{CUSTOMERS}/{{id}}", customers.update, params.CustomerUpdateParams),
    Operation("DELETE", f"{CUSTOMERS}/{{id}}", customers.delete, params.CustomerDeleteParams),
    retrieve("customer", CUSTOMERS, params.CustomerRetrieveParams),
    listing("customer", CUSTOMERS, params.CustomerListParams, "email", narrow=lambda _: customers.NOT_DELETED),
    Operation("POST", METHODS, payment_methods.create, params.PaymentMethodCreateParams),
    Operation("POST", f"{METHODS}/{{id}}/attach", payment_methods.attach_call, params.PaymentMethodAttachParams),
    retrieve("payment_method", METHODS, params.PaymentMethodRetrieveParams),
    Operation("POST", SUBSCRIPTIONS, subscriptions.create, params.SubscriptionCreateParams),
    Operation("POST", f"{SUBSCRIPTIONS}/{{id}}", subscriptions.update, params.SubscriptionUpdateParams),
    Operation("DELETE", f"{SUBSCRIPTIONS}/{{id}}", subscription_end.cancel, params.SubscriptionCancelParams),
    retrieve("subscription", SUBSCRIPTIONS, params.SubscriptionRetrieveParams),
    listing("subscription", SUBSCRIPTIONS, params.SubscriptionListParams, "customer", narrow=subscriptions.by_status),
    Operation("POST", "/v1/invoiceitems", pending_items.create, params.InvoiceItemCreateParams),
    Operation("POST", f"{INVOICES}/{{id}}/pay", invoicing.pay, params.InvoicePayParams),
    Operation("GET", f"{INVOICES}/{{id}}/lines", _invoice_lines, params.InvoiceLineItemListParams),
    retrieve("invoice", INVOICES, params.InvoiceRetrieveParams),
    listing("invoice", INVOICES, params.InvoiceListParams, "customer", "status", narrow=_by_subscription),
    listing("invoice_payment", INVOICE_PAYMENTS, params.InvoicePaymentListParams, "invoice", narrow=_by_payment),
    Operation("POST", INTENTS, payments.create, params.PaymentIntentCreateParams),
    retrieve("payment_intent", INTENTS, params.PaymentIntentRetrieveParams),
    listing("payment_intent", INTENTS, params.PaymentIntentListParams, "customer"),
    retrieve("charge", CHARGES, params.ChargeRetrieveParams),
    Operation("POST", REFUNDS, refunds.create, params.RefundCreateParams),
    retrieve("refund", REFUNDS, params.RefundRetrieveParams),
    listing("refund", REFUNDS, params.RefundListParams, "charge", "payment_intent"),
    retrieve("dispute", DISPUTES, params.DisputeRetrieveParams),
    listing("dispute", DISPUTES, params.DisputeListParams, "charge", "payment_intent"),
    Operation("POST", "/v1/coupons", discounts.create_coupon, params.CouponCreateParams),
    Operation("POST", "/v1/promotion_codes", discounts.create_code, params.PromotionCodeCreateParams),
    Operation("POST", SESSIONS, checkout.create, params.checkout.SessionCreateParams),
    Operation("POST", f"{SESSIONS}/{{id}}", checkout.update, params.checkout.SessionUpdateParams),
    Operation("POST", f"{SESSIONS}/{{id}}/expire", checkout.expire_call, params.checkout.SessionExpireParams),
    retrieve("checkout.session", SESSIONS, params.checkout.SessionRetrieveParams),
    listing("checkout.session", SESSIONS, params.checkout.SessionListParams, "customer", "payment_intent", "status"),
    Operation("POST", "/v1/billing_portal/sessions", portal.create_session, params.billing_portal.SessionCreateParams),
    Operation("POST", CONFIGURATIONS, portal.create_configuration, params.billing_portal.ConfigurationCreateParams),
    Operation(
        "POST",
        f"{CONFIGURATIONS}/{{id}}",
        portal.update_configuration,
        params.billing_portal.ConfigurationUpdateParams,
    ),
    retrieve(portal.TYPE, CONFIGURATIONS, params.billing_portal.ConfigurationRetrieveParams),
    listing(portal.TYPE, CONFIGURATIONS, params.billing_portal.ConfigurationListParams, "active"),
    retrieve("event", EVENTS, params.EventRetrieveParams),
    listing("event", EVENTS, params.EventListParams, narrow=events.by_type),
    Operation("POST", ENDPOINTS, events.create_endpoint, params.WebhookEndpointCreateParams),
    Operation("POST", f"{ENDPOINTS}/{{id}}", events.update_endpoint, params.WebhookEndpointUpdateParams),
    Operation("DELETE", f"{ENDPOINTS}/{{id}}", events.delete_endpoint, params.WebhookEndpointDeleteParams),
    retrieve("webhook_endpoint", ENDPOINTS, params.WebhookEndpointRetrieveParams),
    listing("webhook_endpoint", ENDPOINTS, params.WebhookEndpointListParams),
]
