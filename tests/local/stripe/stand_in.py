"""The Stripe stand-in alone, spoken to by the real SDK, and an ear for its webhooks."""

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

from local.stripe import StripeSettings, create_app
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
class Ear:
    """Hears webhooks, verifies them with the SDK, and answers with `answers`, then with 200 for ever.

    To a browser it is a site that says so.

    `heard` are the events in the order in which they came; `refused` what was not signed as it should be.
    """

    url: str
    heard: list[stripe.Event] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    secret: str = SECRET

    def types(self, object_id: str) -> list[str]:
        """What was told of this object, in the order in which it came."""
        return [event.type for event in self.heard if event.data.object["id"] == object_id]

    def wait_for(self, event_type: str, object_id: str) -> stripe.Event:
        """The first event of this type about this object, waited for."""
        eventually(lambda: event_type in self.types(object_id))
        return next(e for e in self.heard if e.type == event_type and e.data.object["id"] == object_id)


@contextmanager
def ear() -> Iterator[Ear]:
    """An ear on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            try:
                listening.heard.append(
                    stripe.Webhook.construct_event(body, self.headers.get("stripe-signature"), listening.secret)
                )
            except stripe.SignatureVerificationError as error:
                listening.refused.append(str(error))
            self.send_response(listening.answers.pop(0) if listening.answers else 200)
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
        listening = Ear(f"http://127.0.0.1:{server.server_port}/hook")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield listening
        finally:
            server.shutdown()
            thread.join()


class StandIn:
    """A client of the stand-in: `v1` is the SDK's, `http` is a browser that follows no redirect."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = stripe.StripeClient(KEY, base_addresses={"api": url}, max_network_retries=0)
        self.http = httpx.Client(timeout=20, trust_env=False)

    @property
    def v1(self) -> stripe.V1Services:
        """The services of the SDK."""
        return self.client.v1

    def control(self, path: str = "", **body: Any) -> Any:
        """A call of the control."""
        answer = self.http.post(f"{self.url}/_control{path}", json=body).raise_for_status()
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        """What the control shows."""
        return self.http.get(f"{self.url}/_control{path}").raise_for_status().json()

    def deliveries(self, event_id: str) -> list[Json]:
        """The deliveries of one event."""
        return [each for each in self.get("/deliveries")["deliveries"] if each["event"] == event_id]

    def send_events(self, wanted: bool) -> None:
        """Whether events go to the endpoint of the settings from now on."""
        self.v1.webhook_endpoints.update(DEFAULT, {"disabled": not wanted})

    def renew(self, subscription_id: str) -> stripe.Subscription:
        """The subscription after its next renewal."""
        self.control("/renew", subscription=subscription_id)
        return self.v1.subscriptions.retrieve(subscription_id)

    def close(self) -> None:
        """Let go of the connections."""
        self.http.close()


@contextmanager
def running_stripe(data: Path, webhook_url: str, retry_pauses: Sequence[float] = (0.5, 1, 2)) -> Iterator[StandIn]:
    """The stand-in, with its file in this folder."""

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
