"""The stand-in as an ASGI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from local.stripe import due
from local.stripe.account import Account, ensure_account
from local.stripe.api.endpoint import Endpoint
from local.stripe.control import Control
from local.stripe.events import ensure_default
from local.stripe.faults import Faults
from local.stripe.operations import OPERATIONS
from local.stripe.pages import pages
from local.stripe.settings import StripeSettings
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
            *pages(account, faults, sender),
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
