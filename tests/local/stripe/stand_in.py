"""The Stripe stand-in with a client of Stripe's SDK, and a receiver of its webhooks."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import stripe
from starlette.types import ASGIApp

from local.stripe.account import StripeSettings
from local.stripe.app import create_app
from local.stripe.events import DEFAULT
from tests.local.serving import serving
from tests.running import eventually

stripe.enable_telemetry = False
KEY = "sk_test_stand_in"
SECRET = "whsec_stand_in"
SITE = "http://localhost:3000"
MONTH = 31 * 86_400
PAGE = b"<title>The site</title><h1>The site</h1>"

Json = dict[str, Any]


@dataclass
class WebhookReceiver:
    """Receives webhooks and verifies them with the SDK; responds with the statuses in `answers`, then with 200.

    GET returns a page, so that it also serves as the site.

    `received` are the events in the order of arrival; `rejected` are the errors of wrong signatures.
    """

    url: str
    received: list[stripe.Event] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    secret: str = SECRET

    def types(self, object_id: str) -> list[str]:
        """The types of the events about this object, in the order of arrival."""
        return [event.type for event in self.received if event.data.object["id"] == object_id]

    def wait_for(self, event_type: str, object_id: str) -> stripe.Event:
        """Wait for the first event of this type about this object."""
        eventually(lambda: event_type in self.types(object_id))
        return next(e for e in self.received if e.type == event_type and e.data.object["id"] == object_id)


@contextmanager
def webhook_receiver() -> Iterator[WebhookReceiver]:
    """Start a receiver on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            try:
                webhooks.received.append(
                    stripe.Webhook.construct_event(body, self.headers.get("stripe-signature"), webhooks.secret)
                )
            except stripe.SignatureVerificationError as error:
                webhooks.rejected.append(str(error))
            self.send_response(webhooks.answers.pop(0) if webhooks.answers else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        webhooks = WebhookReceiver(f"http://127.0.0.1:{server.server_port}/hook")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield webhooks
        finally:
            server.shutdown()
            thread.join()


class StandIn:
    """A client of the stand-in: `v1` is the SDK's, `http` submits forms and does not follow redirects."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = stripe.StripeClient(KEY, base_addresses={"api": url}, max_network_retries=0)
        self.http = httpx.Client(timeout=20, trust_env=False)

    @property
    def v1(self) -> stripe.V1Services:
        """The services of the SDK."""
        return self.client.v1

    def control(self, path: str = "", **body: Any) -> Any:
        """POST to `/_control`."""
        answer = self.http.post(f"{self.url}/_control{path}", json=body).raise_for_status()
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        """GET from `/_control`."""
        return self.http.get(f"{self.url}/_control{path}").raise_for_status().json()

    def deliveries(self, event_id: str) -> list[Json]:
        """The deliveries of one event."""
        found: list[Json] = self.get(f"/deliveries?event={event_id}")["deliveries"]
        return found

    def send_events(self, wanted: bool) -> None:
        """Enable or disable the default webhook endpoint."""
        self.v1.webhook_endpoints.update(DEFAULT, {"disabled": not wanted})

    def renew(self, subscription_id: str) -> stripe.Subscription:
        """Renew a subscription; returns it."""
        self.control("/renew", subscription=subscription_id)
        return self.v1.subscriptions.retrieve(subscription_id)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()


@contextmanager
def running_stripe(data: Path, webhook_url: str, retry_pauses: Sequence[float] = (0.5, 1, 2)) -> Iterator[StandIn]:
    """Start the stand-in with this data folder."""

    def make_app(url: str) -> ASGIApp:
        return create_app(
            StripeSettings(
                url=url,
                data_dir=data,
                secret_key=KEY,
                webhook_secret=SECRET,
                webhook_url=webhook_url,
                site_url=SITE,
                retry_pauses=tuple(retry_pauses),
            )
        )

    with serving(make_app) as url, closing(StandIn(url)) as stand_in:
        yield stand_in
