"""The inbox: a page that shows mails as they come, and the same as JSON."""

from __future__ import annotations

from html import escape
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from local.config import StackConfig
from local.mail import messages
from local.palette import palette_route

PAGE = Path(__file__).parent / "page"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Whatever a mail holds, it is nobody's origin and runs nothing.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: http: https:; "
    "style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
)
COMMON_HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-cache"}
# Links open a tab of their own, not the frame that the mail is shown in.
OUT_OF_FRAME = '<base target="_blank">'


def create_app(config: StackConfig) -> Starlette:
    """The inbox over the mails of this stack."""
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/messages/{message_id}", show, methods=["GET"]),
            Route("/api/messages", list_messages, methods=["GET"]),
            Route("/api/messages", delete_messages, methods=["DELETE"]),
            palette_route(),
            Mount("/static", StaticFiles(directory=PAGE)),
        ],
        # A page elsewhere that makes its own name point to this machine must not read mails.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )
    app.state.mails = config.data_dir / "mails"
    html = (PAGE / "inbox.html").read_text(encoding="utf-8")
    app.state.page = html.replace("%site_url%", escape(config.site_url))
    return app


async def page(request: Request) -> HTMLResponse:
    """The page for people."""
    headers = {**COMMON_HEADERS, "content-security-policy": PAGE_POLICY}
    return HTMLResponse(request.app.state.page, headers=headers)


def show(request: Request) -> Response:
    """A mail's own HTML, for the frame it is shown in."""
    message = messages.read(request.app.state.mails, request.path_params["message_id"])
    if message is None:
        return PlainTextResponse("This mail is gone.", 404)
    doctype, tag, rest = message["html"].rpartition("<!doctype html>")
    headers = {**COMMON_HEADERS, "content-security-policy": MAIL_POLICY}
    return HTMLResponse(doctype + tag + OUT_OF_FRAME + rest, headers=headers)


def list_messages(request: Request) -> Response:
    """All mails or those `to` one address, newest first; 304 to who has seen the same list."""
    mails, address = request.app.state.mails, request.query_params.get("to")
    ids = messages.all_ids(mails)
    headers = {**COMMON_HEADERS, "etag": f'"{len(ids)}-{ids[0] if ids else ""}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    found = [message for message_id in ids if (message := messages.read(mails, message_id))]
    return JSONResponse([each for each in found if address in (None, each["to"])], headers=headers)


def delete_messages(request: Request) -> Response:
    """Empty the inbox."""
    messages.delete_all(request.app.state.mails)
    return Response(status_code=204)
