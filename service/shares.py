"""The document behind a public link, `/s/<token>`.

It has the social card of the shared result, or of the first result of a collection, for programs that fetch a link and run
no scripts. It redirects browsers to the site's page `/shared`. It is the only page that the service serves.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, render_template_string

from service.errors import ServiceError
from service.settings import settings
from service.supabase import supabase

blueprint = Blueprint("shares", __name__)

TOKEN = re.compile("[0-9a-f]{32}")
LONGEST_TITLE = 100
DOCUMENT = """<!doctype html>
<meta charset="utf-8">
<title>{{ title }}</title>
<meta name="robots" content="noindex">
<meta property="og:title" content="{{ title }}">
<meta property="og:site_name" content="{{ host }}">
<meta property="og:url" content="{{ site_url }}/s/{{ token }}">
{% if picture %}
<meta property="og:image" content="{{ picture }}">
<meta name="twitter:card" content="summary_large_image">
{% endif %}
{% if video %}
<meta property="og:video" content="{{ video }}">
{% endif %}
<meta http-equiv="refresh" content="0; url=/shared#{{ token }}">
<a href="/shared#{{ token }}">{{ title }}</a>
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@blueprint.get("/s/<token>")
def get_share(token: str) -> tuple[str, int, dict[str, str]]:
    """The card of a shared result, and a redirect to the page that shows it, or that explains why the link does not work."""
    known = token if TOKEN.fullmatch(token) else ""
    try:
        shared = supabase.call("shared", p_token=known) if known else None
        status = HTTPStatus.OK if shared else HTTPStatus.NOT_FOUND
    except ServiceError as error:
        shared, status = None, HTTPStatus(error.status)
    site_url = settings().site_url
    host = urlsplit(site_url).netloc
    card = _card(shared) if shared else {"title": host}
    return render_template_string(DOCUMENT, token=known, site_url=site_url, host=host, **card), status, HEADERS


def _card(shared: dict[str, Any]) -> dict[str, str | None]:
    """The title, picture and video of the card. The picture is the thumbnail, because some programs show only small files."""
    if not shared["results"]:
        return {"title": shared["name"]}
    first = shared["results"][0]
    is_video = first["media_type"] == "video"
    return {
        "title": (shared["name"] or first["prompt"] or first["model"])[:LONGEST_TITLE],
        "picture": first["thumbnail_url"] or (None if is_video else first["media_url"]),
        "video": first["media_url"] if is_video else None,
    }
