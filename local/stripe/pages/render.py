"""Render pages from templates, with all values escaped; format money and dates; check the origin of forms."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from local.stripe.currencies import format_amount

SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}
HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cache-control": "no-store"}


def money(amount: int, currency: str) -> str:
    """`$20.00`, `2,000 JPY`, `20.000 KWD`."""
    digits = format_amount(abs(amount), currency)
    sign = SIGNS.get(currency)
    text = f"{sign}{digits}" if sign else f"{digits} {currency.upper()}"
    return f"−{text}" if amount < 0 else text


def date(moment: int | None) -> str:
    """`22 Nov 2026`."""
    return datetime.fromtimestamp(moment, UTC).strftime("%-d %b %Y") if moment else ""


def date_time(moment: int) -> str:
    """`22 Nov 2026, 14:03 UTC`."""
    return datetime.fromtimestamp(moment, UTC).strftime("%-d %b %Y, %H:%M UTC")


def every(recurring: dict[str, Any] | None) -> str:
    """` / month`, ` / 3 months`, or nothing for a one-time price."""
    if recurring is None:
        return ""
    count = recurring["interval_count"]
    return f" / {recurring['interval']}" if count == 1 else f" / {count} {recurring['interval']}s"


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= {"money": money, "date": date, "date_time": date_time, "every": every}


def page(template: str, *, leads_to: str | None = None, status: int = 200, **values: Any) -> Response:
    """Render a page. `leads_to` is a URL on another site to which its forms may redirect."""
    parts = urlsplit(leads_to or "")
    sites = f"'self' {parts.scheme}://{parts.netloc}" if leads_to else "'self'"
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' https: data:; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {**HEADERS, "content-security-policy": f"{policy}; form-action {sites}"}
    return HTMLResponse(TEMPLATES.get_template(template).render(**values), status, headers)


def redirect(address: str) -> Response:
    """Redirect to a URL with GET."""
    return RedirectResponse(address, 303, HEADERS)


async def form_of(request: Request) -> dict[str, str]:
    """The values of a form. Raises HTTPException (403) if another site sent it."""
    check_same_origin(request)
    form = await request.form()
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def check_same_origin(request: Request) -> None:
    """Raises HTTPException (403) for a request from a page of another site."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "Request from another site")
