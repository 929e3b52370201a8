"""The inbox: a page that shows mails when they arrive, and an API with the same mails."""

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
from local.palette import PALETTE_ROUTE
from local.programs import ROOT

PAGE = Path(__file__).parent / "page"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A mail is shown without an origin and without scripts.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: http: https:; "
    "style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
)
COMMON_HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-cache"}
# Links open a new tab, not the frame of the mail.
OUT_OF_FRAME = '<base target="_blank">'
# Astro's development server refuses pictures to other sites, so the inbox serves the site's pictures itself.
PICTURES = "/pictures"


def create_app(config: StackConfig) -> Starlette:
    """Return the inbox of this stack."""
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/messages/{message_id}", show, methods=["GET"]),
            Route("/api/messages", list_messages, methods=["GET"]),
            Route("/api/messages", delete_messages, methods=["DELETE"]),
            PALETTE_ROUTE,
            Mount("/static", StaticFiles(directory=PAGE)),
            Mount(PICTURES, StaticFiles(directory=ROOT / "web" / "public")),
        ],
        # Against DNS rebinding: another site must not read mails.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )
    app.state.mails = config.data_dir / "mails"
    app.state.site_url = config.site_url
    html = (PAGE / "inbox.html").read_text(encoding="utf-8")
    app.state.page = html.replace("%site_url%", escape(config.site_url))
    return app


async def page(request: Request) -> HTMLResponse:
    """Return the page."""
    headers = {**COMMON_HEADERS, "content-security-policy": PAGE_POLICY}
    return HTMLResponse(request.app.state.page, headers=headers)


def show(request: Request) -> Response:
    """Return the HTML of a mail, for its frame."""
    message = messages.read(request.app.state.mails, request.path_params["message_id"])
    if message is None:
        return PlainTextResponse("There is no such mail.", 404)
    doctype, tag, rest = message["html"].rpartition("<!doctype html>")
    rest = rest.replace(f'src="{request.app.state.site_url}/', f'src="{PICTURES}/')
    headers = {**COMMON_HEADERS, "content-security-policy": MAIL_POLICY}
    return HTMLResponse(doctype + tag + OUT_OF_FRAME + rest, headers=headers)


def list_messages(request: Request) -> Response:
    """Return all mails or those `to` one address, newest first; 304 if the list has not changed."""
    mails, address = request.app.state.mails, request.query_params.get("to")
    ids = messages.all_ids(mails)
    headers = {**COMMON_HEADERS, "etag": f'"{len(ids)}-{ids[0] if ids else ""}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    found = [message for message_id in ids if (message := messages.read(mails, message_id))]
    return JSONResponse([each for each in found if address in (None, each["to"])], headers=headers)


def delete_messages(request: Request) -> Response:
    """Delete all mails."""
    messages.delete_all(request.app.state.mails)
    return Response(status_code=204)
