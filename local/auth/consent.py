"""The page that stands in for another provider: it believes whoever says who he is."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse

from local.palette import PALETTE

PLACE = re.compile(r"%([a-z]+)%")
PAGE = (Path(__file__).parent / "consent.html").read_text(encoding="utf-8")
KNOWN = """
    <form method="get" action="callback">
      <input type="hidden" name="state" value="{state}">
      <button name="email" value="{address}">Continue as <strong>{address}</strong></button>
    </form>"""
COMPLAINT = """
    <p id="complaint" role="alert">{complaint}</p>"""
# No form-action: a browser would hold it against the site that the answer leads back to.
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def consent_page(provider: str, addresses: list[str], state: str, complaint: str = "") -> HTMLResponse:
    """The page of this provider, with a button for each address that is known, and a field for any other."""
    known = "".join(KNOWN.format(state=escape(state), address=escape(address)) for address in addresses)
    values = {
        "palette": PALETTE.read_text(encoding="utf-8"),
        "provider": escape(provider),
        "state": escape(state),
        "known": known,
        "label": "Another e-mail address" if addresses else "E-mail address",
        "complaint": COMPLAINT.format(complaint=escape(complaint)) if complaint else "",
        "described": ' aria-invalid="true" aria-describedby="complaint"' if complaint else "",
    }
    html = PLACE.sub(lambda place: values[place[1]], PAGE)
    return HTMLResponse(html, 400 if complaint else 200, headers=HEADERS)
