"""A client of Stripe's stand-in: simulated actions, faults, deliveries, and direct changes of its database."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import stripe
import uvicorn
from stripe._v1_services import V1Services

from local.stripe.account import StripeSettings
from local.stripe.app import create_app
from tests.running import eventually

SECRET_KEY = "sk_test_of_the_stand_in"
WEBHOOK_SECRET = "whsec_of_the_stand_in_of_stripe"
RETRY_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)


@dataclass
class StandIn:
    """The stand-in at `url`, with its SQLite `file`."""

    url: str
    http: httpx.Client
    file: Path
    kept: tuple[str, ...] = ()

    @property
    def v1(self) -> V1Services:
        """The API with the SDK."""
        return stripe.StripeClient(SECRET_KEY, base_addresses={"api": self.url}).v1

    def control(self, path: str = "", **body: Any) -> Any:
        """POST to `/_control`."""
        answer = self.http.post(f"{self.url}/_control{path}", json=body).raise_for_status()
        return answer.json() if answer.content else None

    def fault(
        self, request: str | None = None, event: str | None = None, times: int | None = None, **fault: Any
    ) -> None:
        """Set a fault for matching requests or events."""
        about: dict[str, Any] = {"request": request, "event": event, "next": times}
        self.control(fault=fault, **{name: value for name, value in about.items() if value is not None})

    def reset(self) -> None:
        """Remove all faults and release held webhooks."""
        self.control("/reset")

    def keep_present_objects(self) -> None:
        """Record which objects exist now. `delete_other_objects` deletes all others."""
        with self._objects() as objects:
            self.kept = tuple(row[0] for row in objects.execute("select id from objects"))

    def delete_other_objects(self) -> None:
        """Delete the objects that earlier tests created, so that lists stay short."""
        with self._objects() as objects:
            objects.execute(
                "delete from objects where id not in (select value from json_each(?))", [json.dumps(self.kept)]
            )

    def rewrite(self, object_id: str, path: str, value: object) -> None:
        """Set a field of an object (a JSON path) that no call of the stand-in can change."""
        with self._objects() as objects:
            changed = "update objects set body = json_set(body, ?, json(?)) where id = ?"
            objects.execute(changed, [path, json.dumps(value), object_id])

    def forget(self, *ids: str) -> None:
        """Delete objects without events."""
        with self._objects() as objects:
            objects.executemany("delete from objects where id = ?", [(each,) for each in ids])

    @contextmanager
    def without(self, object_id: str) -> Iterator[None]:
        """Hide an object within the context."""
        with self._objects() as objects:
            row = objects.execute("delete from objects where id = ? returning *", [object_id]).fetchone()
        yield
        self._put(row)

    @contextmanager
    def with_copy(self, other: StandIn, object_id: str) -> Iterator[None]:
        """Copy an object from another account, as Stripe does on request, within the context."""
        with other._objects() as objects:
            row = objects.execute("select * from objects where id = ?", [object_id]).fetchone()
        self._put((None, *row[1:]))
        yield
        self.forget(object_id)

    def _put(self, row: tuple[Any, ...]) -> None:
        with self._objects() as objects:
            objects.execute(f"insert into objects values ({', '.join('?' * len(row))})", row)

    @contextmanager
    def _objects(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file, timeout=30)) as connection, connection:
            yield connection

    def forget_events(self) -> None:
        """Delete all delivered events: Stripe lists them for 30 days only."""
        pending = "select 1 from json_each(private, '$.deliveries') where json_extract(value, '$.state') = 'pending'"
        with self._objects() as objects:
            objects.execute(f"delete from objects where type = 'event' and not exists ({pending})")

    def pay(self, url: str, method: str = "visa") -> httpx.Response:
        """Pay on a checkout page. Redirects to the site, or returns 402 if the card is declined."""
        return self.http.post(url, data={"action": "pay", "method": method})

    def portal(self, url: str, action: str, **form: str) -> None:
        """Press a button in the billing portal."""
        answer = self.http.post(url, data={"action": action, **form})
        assert answer.status_code == 303, answer.text

    def renew(self, subscription_id: str) -> None:
        """Advance the customer's clock until the subscription is renewed."""
        self.control("/renew", subscription=subscription_id)

    def settle(self, payment_id: str, *, succeeded: bool) -> None:
        """Let a delayed payment succeed or fail."""
        self.control("/settle", payment_intent=payment_id, succeeded=succeeded)

    def dispute(self, payment_id: str, cents: int | None = None) -> str:
        """Dispute a payment; returns the dispute's id."""
        charge = str(self.v1.payment_intents.retrieve(payment_id).latest_charge)
        self.control("/dispute", charge=charge, **({"amount": cents} if cents else {}))
        return self.v1.disputes.list({"charge": charge}).data[0].id

    def decide(self, dispute_id: str, *, won: bool) -> None:
        """Close a dispute as the bank."""
        self.control("/close_dispute", dispute=dispute_id, won=won)

    def resend(self, event_id: str, *, new_id: bool = False) -> None:
        """Send an event again; with `new_id`, under another id."""
        self.control("/resend", event=event_id, new_id=new_id)

    def deliveries(self) -> list[dict[str, Any]]:
        """The pending deliveries, oldest event first."""
        answer = self.http.get(f"{self.url}/_control/deliveries")
        found: list[dict[str, Any]] = answer.json()["deliveries"]
        return found

    def wait_until_delivered(self) -> None:
        """Wait until no delivery is pending, except held ones."""
        eventually(lambda: all(each["held"] for each in self.deliveries()), 30)

    def events(self, event_type: str, object_id: str | None = None) -> list[str]:
        """The ids of the events of a type about an object, newest first."""
        found = self.v1.events.list({"type": event_type, "limit": 100}).data
        return [event.id for event in found if object_id in (None, event.data.object["id"])]


@contextmanager
def running_stand_in(data: Path, webhook_url: str) -> Iterator[StandIn]:
    """Run a stand-in that sends its events to `webhook_url`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = StripeSettings(
        url=url,
        data_dir=data,
        secret_key=SECRET_KEY,
        webhook_secret=WEBHOOK_SECRET,
        webhook_url=webhook_url,
        site_url="http://site.invalid",
        retry_pauses=RETRY_PAUSES,
    )
    options: dict[str, Any] = {"host": "127.0.0.1", "port": port, "log_level": "warning", "access_log": False}
    options["timeout_keep_alive"] = 60
    server = uvicorn.Server(uvicorn.Config(lambda: create_app(settings), factory=True, **options))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        eventually(lambda: server.started or not thread.is_alive(), 30)
        with httpx.Client(timeout=30, trust_env=False) as http:
            yield StandIn(url, http, data / "stripe.sqlite")
    finally:
        server.should_exit = True
        thread.join()
