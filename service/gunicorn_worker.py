"""A thread worker for gunicorn that slow clients cannot occupy.

gunicorn's own gthread gives a thread to each new connection, which then waits for the client: as many idle connections
as there are threads stop the service. Here one loop receives all requests, and a thread gets a request only when it is
complete, as parsed by h11.

A client has `ARRIVAL_SECONDS` to send its request. A worker holds at most `MOST_ARRIVING` incomplete requests of
`MOST_ARRIVING_BYTES` in total; beyond that, the oldest is closed.
"""

from __future__ import annotations

import json
import logging
import selectors
import socket
import time
from functools import partial
from http import HTTPStatus
from typing import Any

import h11
from gunicorn.http import get_parser
from gunicorn.http.errors import LimitRequestHeaders, ParseException, UnsupportedTransferCoding
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.headers import ALWAYS

log = logging.getLogger(__name__)

ARRIVAL_SECONDS = 20
SEND_SECONDS = 30
MOST_ARRIVING = 500
MOST_ARRIVING_BYTES = 64 * 1024 * 1024
MOST_REQUEST_BYTES = 2 * 1024 * 1024  # twice the app's limit, so that the app can return 413 itself
MOST_HEADER_BYTES = 32 * 1024
PIECE = 64 * 1024


class Arriving:
    """An incomplete request: the connection, and the bytes received so far."""

    def __init__(self, connection: socket.socket, client: Any, server: Any) -> None:
        self.connection = connection
        self.client = client
        self.server = server
        self.received = bytearray()
        self.ends_at = time.monotonic() + ARRIVAL_SECONDS
        self.is_refused = False
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST_HEADER_BYTES)

    def take(self, piece: bytes) -> bool:
        """Add received bytes. Returns whether the request is complete, or longer than MOST_REQUEST_BYTES.

        Raises:
            RemoteProtocolError: if it is not an HTTP request.
        """
        self.received += piece
        self._http.receive_data(piece)
        while (event := self._http.next_event()) is not h11.NEED_DATA:
            if event is h11.PAUSED or isinstance(event, h11.EndOfMessage):
                return self._ends_as_gunicorn_expects()
        if self._http.they_are_waiting_for_100_continue:
            self._http.send(h11.InformationalResponse(status_code=100, headers=[]))
            self.connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return len(self.received) > MOST_REQUEST_BYTES

    def _ends_as_gunicorn_expects(self) -> bool:
        """h11 accepts bare line feeds as line ends; gunicorn does not and would wait for more."""
        if b"\r\n\r\n" not in self.received:
            raise h11.RemoteProtocolError("bare line feeds")
        return True


class Complete(TConn):
    """A connection whose request is complete: gunicorn parses the received bytes and never waits for more."""

    def __init__(self, cfg: Any, arriving: Arriving) -> None:
        super().__init__(cfg, arriving.connection, arriving.client, arriving.server)
        self.parser = get_parser(cfg, iter([bytes(arriving.received)]), arriving.client)

    def init(self) -> None:
        """Called by the thread. The time-out also ends a response that the client reads too slowly."""
        self.sock.settimeout(SEND_SECONDS)


class PatientWorker(ThreadWorker):
    """gunicorn's thread worker, with receiving moved out of the threads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: dict[int, Arriving] = {}  # by file descriptor, the oldest first

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Raises: ValueError if the connections are not plain HTTP."""
        super().check_config(cfg, log)
        if cfg.is_ssl or cfg.proxy_protocol != "off":
            raise ValueError("TLS and the PROXY protocol end at the proxy in front of the service.")

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection, and wait for its request."""
        try:
            connection, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        connection.setblocking(False)
        arriving = Arriving(connection, client, listener.getsockname())
        self._arriving[connection.fileno()] = arriving
        self.poller.register(connection, selectors.EVENT_READ, partial(self._receive, arriving))

    def _receive(self, arriving: Arriving, connection: socket.socket) -> None:
        try:
            piece = connection.recv(PIECE)
            if not piece:
                self._drop(arriving)
            elif not arriving.is_refused and arriving.take(piece):
                self._forget(arriving)
                self.enqueue_req(Complete(self.cfg, arriving))
        except h11.RemoteProtocolError as error:
            self._refuse(arriving, error.error_status_hint)
        except BlockingIOError:
            return
        except OSError:
            self._drop(arriving)

    def murder_keepalived(self) -> None:
        """Called in each round of the loop: close late requests, and those beyond the limits."""
        super().murder_keepalived()
        now = time.monotonic()
        for arriving in [each for each in self._arriving.values() if each.ends_at <= now]:
            if arriving.received and not arriving.is_refused:
                self._respond(arriving, HTTPStatus.REQUEST_TIMEOUT)
            self._drop(arriving)
        while self._is_too_much():
            self._drop(next(iter(self._arriving.values())))
        if not self.alive:  # a client that has sent nothing yet can connect to another worker
            for arriving in [each for each in self._arriving.values() if not each.received]:
                self._drop(arriving)

    def _is_too_much(self) -> bool:
        held = sum(len(each.received) for each in self._arriving.values())
        return len(self._arriving) > MOST_ARRIVING or held > MOST_ARRIVING_BYTES

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As gunicorn's, but a round of the loop never takes longer than a second, during shutdown too."""
        super().wait_for_and_dispatch_events(min(timeout, 1.0))

    def handle_error(self, _req: Any, client: socket.socket, _address: Any, exc: BaseException) -> None:
        """Respond to a request that h11 accepted and gunicorn refuses."""
        if not isinstance(exc, ParseException):
            log.error("request failed", exc_info=exc)
            client.sendall(_error(HTTPStatus.INTERNAL_SERVER_ERROR))
            return
        kinds = {LimitRequestHeaders: 431, UnsupportedTransferCoding: 501}
        status = next((status for kind, status in kinds.items() if isinstance(exc, kind)), 400)
        log.warning("request refused", extra={"status": status})
        client.sendall(_error(HTTPStatus(status)))

    def _refuse(self, arriving: Arriving, status: int) -> None:
        """Respond to bytes that are not a request. The connection stays open until the client closes it or its time is
        over: if it were closed while bytes arrive, the client would see a reset instead of the response."""
        log.warning("request refused", extra={"status": status})
        arriving.is_refused = True
        arriving.received.clear()
        self._respond(arriving, HTTPStatus(status))

    def _respond(self, arriving: Arriving, status: HTTPStatus) -> None:
        try:
            arriving.connection.send(_error(status))
            arriving.connection.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(arriving)

    def _drop(self, arriving: Arriving) -> None:
        if self._forget(arriving):
            self.nr_conns -= 1
            arriving.connection.close()

    def _forget(self, arriving: Arriving) -> bool:
        """Stop receiving a request. Returns False if it was stopped before."""
        number = arriving.connection.fileno()
        if self._arriving.pop(number, None) is None:
            return False
        self.poller.unregister(arriving.connection)
        return True


def _error(status: HTTPStatus) -> bytes:
    """A complete HTTP response with an error in the usual JSON shape."""
    code = status.phrase.lower().replace(" ", "_")
    body = json.dumps({"error": {"code": code, "message": f"{status.phrase}."}}).encode()
    headers = {"Content-Type": "application/json", "Content-Length": len(body), "Connection": "close", **ALWAYS}
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
