"""The Pixio stand-in alone, and a receiver of its webhooks that also serves pictures, as the bucket does."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from local.config import StackConfig
from local.pixio.app import create_app
from local.pixio.workflows import KREA_FLUX, QWEN_EDIT, UPSCALE, WAN_FIRST_LAST_FRAME
from tests.local.serving import serving
from tests.running import eventually

__all__ = [
    "KREA_FLUX",
    "QWEN_EDIT",
    "UPSCALE",
    "WAN_FIRST_LAST_FRAME",
    "Pixio",
    "Receiver",
    "plain",
    "running_pixio",
    "running_receiver",
    "seconds_between",
]
KEY = "pixio-key"
FINISHED = {"success", "failed", "timeout", "cancelled"}
Json = dict[str, Any]


@dataclass
class Receiver:
    """Receives webhooks at any path and serves `files` by path. `answers` are its next statuses; after them, 200.

    `headers` are the names of all headers of webhooks, in lower case.
    """

    url: str
    heard: list[Json] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)

    def events(self, run_id: str) -> list[Json]:
        """Return the received events of a run, in order."""
        return [event for event in self.heard if event["run_id"] == run_id]

    def words(self, run_id: str) -> list[str]:
        """Return the statuses in these events."""
        return [event["status"] for event in self.events(run_id)]

    def final(self, run_id: str) -> Json:
        """Wait for the final event of a run and return it."""
        eventually(lambda: FINISHED.intersection(self.words(run_id)))
        return next(event for event in self.events(run_id) if event["status"] in FINISHED)

    def picture(self, name: str, picture: Image.Image) -> str:
        """Serve this picture; return its URL."""
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        self.files[f"/{name}"] = buffer.getvalue()
        return f"{self.url}/{name}"


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    """Serve a receiver on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.headers.extend(name.lower() for name in self.headers)
            receiver.heard.append(json.loads(body))
            self._answer(receiver.answers.pop(0) if receiver.answers else 200, b"{}")

        def do_GET(self) -> None:
            content = receiver.files.get(self.path)
            self._answer(404 if content is None else 200, content or b"")

        def log_message(self, *_: object) -> None:
            pass

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver = Receiver(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


class Pixio:
    """A client of the stand-in with the key."""

    def __init__(self, url: str, hook: str) -> None:
        self.url, self.hook = url, hook
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=20, trust_env=False)

    def queue(self, deployment_id: str = KREA_FLUX, *, intermediate: bool = False, **inputs: Any) -> str:
        """Queue a run, by default of a small picture; return its id."""
        size = {"width": 64, "height": 64} if deployment_id == KREA_FLUX else {}
        body = {"deployment_id": deployment_id, "inputs": size | inputs, "webhook": f"{self.hook}/hook"}
        answer = self.http.post("/api/run/deployment/queue", json=body | {"webhook_intermediate_status": intermediate})
        answer.raise_for_status()
        return str(answer.json()["run_id"])

    def get(self, run_id: str) -> Json:
        """Return the present state of the run."""
        return dict(self.http.get("/api/run", params={"run_id": run_id}).raise_for_status().json())

    def finished(self, run_id: str) -> Json:
        """Wait for the end of the run and return it."""
        eventually(lambda: self.get(run_id)["status"] in FINISHED, 20)
        return self.get(run_id)

    def cancel(self, run_id: str) -> httpx.Response:
        """Cancel a run."""
        return self.http.post("/api/run/cancel", json={"run_id": run_id})

    def result(self, run_id: str) -> httpx.Response:
        """Fetch the first output of a run."""
        return httpx.get(self.url_of(run_id), trust_env=False).raise_for_status()

    def picture(self, run_id: str) -> Image.Image:
        """Return the picture that a run made."""
        return Image.open(io.BytesIO(self.result(run_id).content))

    def url_of(self, run_id: str) -> str:
        """Return the URL of the first output of a run."""
        data = self.finished(run_id)["outputs"][0]["data"]
        return str(next(iter(data.values()))[0]["url"])

    def control(self, **body: Any) -> Json:
        """Set a fault."""
        return dict(self.http.post("/_control", json=body).raise_for_status().json())

    def release(self, **body: Any) -> None:
        """Continue held runs."""
        self.http.post("/_control/release", json=body).raise_for_status()

    def reset(self) -> None:
        """Remove all faults."""
        self.http.post("/_control/reset").raise_for_status()

    def record(self, run_id: str) -> Json:
        """Return the run from the control route."""
        runs = self.http.get("/_control/runs").json()["runs"]
        return next(dict(run) for run in runs if run["id"] == run_id)

    def states(self, run_id: str) -> list[str]:
        """Return the states of the webhooks of a run."""
        return [delivery["state"] for delivery in self.record(run_id)["deliveries"]]


@contextmanager
def running_pixio(
    data: Path, hook: str, seconds: float = 0, webhook_pauses: Sequence[float] = (0, 0.05, 0.1)
) -> Iterator[Pixio]:
    """Serve the stand-in, with runs of so many seconds."""
    with serving(lambda url: create_app(_config(data, url, seconds), webhook_pauses)) as url:
        pixio = Pixio(url, hook)
        yield pixio
        pixio.http.close()


def plain(red: int, green: int, blue: int, size: tuple[int, int] = (96, 64)) -> Image.Image:
    """Return a picture of one colour."""
    return Image.new("RGB", size, (red, green, blue))


def seconds_between(earlier: str, later: str) -> float:
    """Return the seconds between two times of the stand-in."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def _config(data: Path, url: str, seconds: float) -> StackConfig:
    texts = ("site", "service", "supabase", "inbox", "stripe", "postgrest", "db")
    keys = ("publishable_key", "secret_key", "anon_key", "service_role_key", "jwt_secret", "pixio_webhook_secret")
    stripe = ("stripe_secret_key", "stripe_webhook_secret")
    return StackConfig(
        data_dir=data,
        **{f"{name}_url": "" for name in texts},
        **dict.fromkeys(keys + stripe, ""),
        pixio_url=url,
        signing_key={},
        pixio_api_key=KEY,
        pixio_run_seconds=seconds,
    )
