"""The HTML pages: checkout, portal, invoice and dashboard. All work without JavaScript."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from local.palette import palette_route
from local.stripe.account import Account
from local.stripe.faults import Faults
from local.stripe.pages.checkout import CheckoutPage
from local.stripe.pages.dashboard import Dashboard
from local.stripe.pages.invoice import InvoicePage
from local.stripe.pages.portal import PortalPage
from local.stripe.webhooks import WebhookSender


def pages(account: Account, faults: Faults, sender: WebhookSender) -> list[BaseRoute]:
    """The routes of all pages."""
    return [
        *CheckoutPage(account).routes(),
        *PortalPage(account).routes(),
        *InvoicePage(account).routes(),
        *Dashboard(account, faults, sender).routes(),
        palette_route(),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]
