"""gunicorn's thread worker, which slow clients cannot occupy.

gunicorn's own gives a thread to each connection as soon as it is made, and the thread waits for whatever the client
sends: as many idle connections as there are threads stop the service. Here the worker's one loop takes in all requests
at once, and a thread is given only to one that is complete. h11 tells when that is.

A client has `ARRIVAL_SECONDS` to send its request. A worker holds at most `MOST_ARRIVING` unfinished requests of
`MOST_ARRIVING_BYTES` together; for a further one, that which has taken longest is closed.
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
MOST_REQUEST_BYTES = 2 * 1024 * 1024  # twice what the app takes, so that it can say that this is too much
MOST_HEADER_BYTES = 32 * 1024
PIECE = 64 * 1024


class Arriving:
    """A request on its way: the connection, and what has come so far."""

    def __init__(self, connection: socket.socket, client: Any, server: Any) -> None:
        self.connection = connection
        self.client = client
        self.server = server
        self.received = bytearray()
        self.ends_at = time.monotonic() + ARRIVAL_SECONDS
        self.is_refused = False
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MOST_HEADER_BYTES)

    def take(self, piece: bytes) -> bool:
        """Take in what came. Returns whether the request is complete, or already longer than any may be.

        Raises:
            RemoteProtocolError: if it is no HTTP request.
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
        """h11 takes bare line feeds for line ends, gunicorn does not and would wait for more."""
        if b"\r\n\r\n" not in self.received:
            raise h11.RemoteProtocolError("bare line feeds")
        return True


class Complete(TConn):
    """A connection whose request has come: gunicorn parses what was received and never waits for more."""

    def __init__(self, cfg: Any, arriving: Arriving) -> None:
        super().__init__(cfg, arriving.connection, arriving.client, arriving.server)
        self.parser = get_parser(cfg, iter([bytes(arriving.received)]), arriving.client)

    def init(self) -> None:
        """Called by the thread: a client that reads slowly does not hold it for long, either."""
        self.sock.settimeout(SEND_SECONDS)


class PatientWorker(ThreadWorker):
    """The worker."""

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
        """Take a new connection in, and wait for its request."""
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
        """Called in each round of the loop: close what is late, and what is too much."""
        super().murder_keepalived()
        now = time.monotonic()
        for arriving in [each for each in self._arriving.values() if each.ends_at <= now]:
            if arriving.received and not arriving.is_refused:
                self._answer(arriving, HTTPStatus.REQUEST_TIMEOUT)
            self._drop(arriving)
        while self._is_too_much():
            self._drop(next(iter(self._arriving.values())))
        if not self.alive:  # whoever has not begun to send finds another worker
            for arriving in [each for each in self._arriving.values() if not each.received]:
                self._drop(arriving)

    def _is_too_much(self) -> bool:
        held = sum(len(each.received) for each in self._arriving.values())
        return len(self._arriving) > MOST_ARRIVING or held > MOST_ARRIVING_BYTES

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As gunicorn's, but a round of the loop never takes longer than a second, nor while it is shutting down."""
        super().wait_for_and_dispatch_events(min(timeout, 1.0))

    def handle_error(self, _req: Any, client: socket.socket, _address: Any, exc: BaseException) -> None:
        """Answer a request that h11 takes for one and gunicorn does not."""
        if not isinstance(exc, ParseException):
            log.error("request failed", exc_info=exc)
            client.sendall(_error(HTTPStatus.INTERNAL_SERVER_ERROR))
            return
        kinds = {LimitRequestHeaders: 431, UnsupportedTransferCoding: 501}
        status = next((status for kind, status in kinds.items() if isinstance(exc, kind)), 400)
        log.warning("request refused", extra={"status": status})
        client.sendall(_error(HTTPStatus(status)))

    def _refuse(self, arriving: Arriving, status: int) -> None:
        """Answer what is no request. The connection is closed by the client, or at its time: were it closed while
        something comes, the client would be told of a broken connection instead of the answer."""
        log.warning("request refused", extra={"status": status})
        arriving.is_refused = True
        arriving.received.clear()
        self._answer(arriving, HTTPStatus(status))

    def _answer(self, arriving: Arriving, status: HTTPStatus) -> None:
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
        """Stop waiting for a request. Returns False if nobody waits for it any more."""
        number = arriving.connection.fileno()
        if self._arriving.pop(number, None) is None:
            return False
        self.poller.unregister(arriving.connection)
        return True


def _error(status: HTTPStatus) -> bytes:
    """A whole answer: an error in the shape of all the others."""
    code = status.phrase.lower().replace(" ", "_")
    body = json.dumps({"error": {"code": code, "message": f"{status.phrase}."}}).encode()
    headers = {"Content-Type": "application/json", "Content-Length": len(body), "Connection": "close", **ALWAYS}
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
