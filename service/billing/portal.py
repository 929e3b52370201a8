"""Create sessions of Stripe's billing portal, where users change or cancel their plan and manage cards and invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.billing.customer import with_known_customer
from service.settings import settings
from service.stripe.client import stripe_api
from service.stripe.portal_configuration import configuration_id

if TYPE_CHECKING:
    from stripe.params.billing_portal import SessionCreateParams


def portal_url(user_id: str) -> str:
    """The URL of a portal session for this user.

    Raises:
        NotFound: if the user has never bought anything.
    """
    return with_known_customer(user_id, _portal_url)


def _portal_url(customer_id: str) -> str:
    parameters: SessionCreateParams = {
        "customer": customer_id,
        "return_url": f"{settings().site_url}/account?portal=back",
    }
    if configuration := configuration_id():
        parameters["configuration"] = configuration
    return stripe_api.v1.billing_portal.sessions.create(parameters).url
