"""The stand-in as an ASGI application; `python -m local.stripe.app CONFIG.json` serves it."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from local.config import StackConfig
from local.palette import PALETTE_ROUTE
from local.serving import serve
from local.stripe import due
from local.stripe.account import Account, StripeSettings, ensure_account
from local.stripe.api.endpoint import Endpoint
from local.stripe.control import Control
from local.stripe.events import ensure_default
from local.stripe.faults import Faults
from local.stripe.operations import OPERATIONS
from local.stripe.pages.checkout import CheckoutPage
from local.stripe.pages.dashboard import Dashboard
from local.stripe.pages.portal import PortalPage
from local.stripe.pages.receipt import ReceiptPage
from local.stripe.store import Store
from local.stripe.webhooks import WebhookSender

logger = logging.getLogger(__name__)
TICK_SECONDS = 1.0


def create_app(settings: StripeSettings) -> Starlette:
    """Create the application; its SQLite file is in `data_dir`."""
    store = Store(settings.data_dir / "stripe.sqlite", due.due_of)
    account, faults = Account(settings, store), Faults()
    client = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=None))
    sender = WebhookSender(account, faults, client)
    account.deliver = sender.prepare
    account.declines, account.refunds = faults.take_payment, faults.take_refund
    with account.transaction():
        ensure_account(account)
        ensure_default(account)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sender.resume()
        ticking = asyncio.create_task(_tick(account))
        yield
        ticking.cancel()
        await sender.close()
        await client.aclose()
        store.close()

    return Starlette(
        routes=[
            *Endpoint(account, faults).routes(OPERATIONS),
            *Control(account, faults, sender).routes(),
            *CheckoutPage(account).routes(),
            *PortalPage(account).routes(),
            *ReceiptPage(account).routes(),
            *Dashboard(account, faults).routes(),
            PALETTE_ROUTE,
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "pages" / "static")),
        ],
        # Against DNS rebinding: another site's host name may resolve to this machine.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])],
        lifespan=lifespan,
    )


async def _tick(account: Account) -> None:
    """Perform what is due once a second."""
    while True:
        try:
            with account.transaction():
                due.catch_up(account)
        except Exception:
            # An error in one object must not stop the loop.
            logger.exception("stripe stand-in: scheduled work failed")
        await asyncio.sleep(TICK_SECONDS)


if __name__ == "__main__":
    config = StackConfig.load(Path(sys.argv[1]))
    settings = StripeSettings(
        url=config.stripe_url,
        data_dir=config.data_dir / "stripe",
        secret_key=config.stripe_secret_key,
        webhook_secret=config.stripe_webhook_secret,
        webhook_url=f"{config.service_url}/api/webhooks/stripe",
        site_url=config.site_url,
    )
    serve(create_app(settings), settings.url)
