"""The document behind a public link, `/s/<token>`.

It has the social card of the shared result, or of the first result of a collection, for programs that fetch a link and run
no scripts, and the results themselves for browsers without JavaScript. Other browsers go on to the site's page `/shared`. It
is the only page that the service serves. It has no words of its own, because the service does not know the site's language.
"""

from __future__ import annotations

import base64
import hashlib
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, render_template_string, request
from markupsafe import Markup

from service.errors import ServiceError
from service.settings import settings
from service.supabase import supabase

blueprint = Blueprint("shares", __name__)

TOKEN = re.compile("[0-9a-f]{32}")
ORIGIN = re.compile(r"https?://[\w.:-]+", re.ASCII)
LONGEST_TITLE = 100
LONGEST_DESCRIPTION = 300
MOST_RESULTS = 2000
# Hidden, so that what follows is not seen while the browser goes on.
SCRIPT = "document.documentElement.hidden = true; location.replace('/shared#' + location.pathname.slice(3));"
STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { display: grid; gap: 2rem; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; text-align: center; }
figure { margin: 0; }
img, video { max-width: 100%; height: auto; max-height: 80vh; }
h1, figcaption { overflow-wrap: anywhere; white-space: pre-wrap; }
a { color: inherit; }
"""
DOCUMENT = """<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<meta name="robots" content="noindex">
<meta property="og:title" content="{{ title }}">
{% if description %}
<meta property="og:description" content="{{ description }}">
{% endif %}
<meta property="og:site_name" content="{{ host }}">
<meta property="og:url" content="{{ site_url }}/s/{{ token }}">
{% if picture %}
<meta property="og:image" content="{{ picture }}">
<meta property="og:image:alt" content="{{ description }}">
{% if size %}
<meta property="og:image:width" content="{{ size[0] }}">
<meta property="og:image:height" content="{{ size[1] }}">
{% endif %}
<meta name="twitter:card" content="summary_large_image">
{% endif %}
{% if video %}
<meta property="og:video" content="{{ video }}">
{% endif %}
<script>{{ script }}</script>
<style>{{ style }}</style>
</head>
<body>
{% if name %}<h1 dir="auto">{{ name }}</h1>{% endif %}
{% for each in results %}
<figure>
{% if each.media_type == "video" %}
<video controls loop playsinline preload="metadata" src="{{ each.media_url }}"{% if each.thumbnail_url %} poster="{{ each.thumbnail_url }}"{% endif %}
  {%- if each.width and each.height %} width="{{ each.width }}" height="{{ each.height }}"{% endif %}></video>
{% else %}
<a href="{{ each.media_url }}"><img src="{{ each.media_url }}" alt="{{ each.prompt or each.model }}" loading="lazy"
  {%- if each.width and each.height %} width="{{ each.width }}" height="{{ each.height }}"{% endif %}></a>
{% endif %}
<figcaption dir="auto">{% if each.prompt %}{{ each.prompt }}
{% endif %}{{ each.model }}{% if each.width and each.height %} · {{ each.width }} × {{ each.height }}{% endif %}</figcaption>
</figure>
{% else %}
<a href="/shared#{{ token }}">{{ title }}</a>
{% endfor %}
{% if next < total %}<a href="/s/{{ token }}?offset={{ next }}">{{ next }} / {{ total }} →</a>{% endif %}
<a href="/">{{ host }}</a>
</body>
"""


def _hash(text: str) -> str:
    """The source in a policy that allows this text inline."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY = f"default-src 'none'; frame-ancestors 'none'; script-src {_hash(SCRIPT)}; style-src {_hash(STYLE)}"


@blueprint.get("/s/<token>")
def get_share(token: str) -> tuple[str, int, dict[str, str]]:
    """The results of a link, with their card, for browsers without scripts; others go on to the page that shows them, or says
    why the link does not work."""
    known = token if TOKEN.fullmatch(token) else ""
    offset = min(max(request.args.get("offset", 0, int), 0), MOST_RESULTS)
    try:
        shared = supabase.call("shared", p_token=known, p_offset=offset) if known else None
        status = HTTPStatus.OK if shared else HTTPStatus.NOT_FOUND
    except ServiceError as error:
        shared, status = None, HTTPStatus(error.status)
    site_url = settings().site_url
    host = urlsplit(site_url).netloc
    # Without words, the number says that there is nothing behind the link.
    title = host if shared else str(status.value)
    shown = {"title": title, "results": [], "total": 0, **(_shown(shared) if shared else {})}
    document = render_template_string(
        DOCUMENT,
        token=known,
        site_url=site_url,
        host=host,
        script=Markup(SCRIPT),  # noqa: S704 -- a constant
        style=Markup(STYLE),  # noqa: S704 -- a constant
        next=offset + len(shown["results"]),
        **shown,
    )
    return document, status, _headers(shown["results"])


def _shown(shared: dict[str, Any]) -> dict[str, Any]:
    """What a link shows, and the card of its first result. The card's picture is the thumbnail, because some programs show only small files."""
    if not shared["results"]:
        return {"title": shared["name"], "name": shared["name"]} if shared["name"] else {}
    first = shared["results"][0]
    is_video = first["media_type"] == "video"
    is_whole = not is_video and not first["thumbnail_url"]
    return {
        **shared,
        "title": (shared["name"] or first["prompt"] or first["model"])[:LONGEST_TITLE],
        "description": (first["prompt"] or first["model"])[:LONGEST_DESCRIPTION],
        "size": (first["width"], first["height"]) if is_whole and first["width"] and first["height"] else None,
        "picture": first["thumbnail_url"] or (None if is_video else first["media_url"]),
        "video": first["media_url"] if is_video else None,
    }


def _headers(results: list[dict[str, Any]]) -> dict[str, str]:
    """The policy allows files only from where these results are."""
    addresses = [address for each in results for address in (each["media_url"], each["thumbnail_url"]) if address]
    origins = " ".join(sorted({found[0] for address in addresses if (found := ORIGIN.match(address))})) or "'none'"
    return {
        "Content-Security-Policy": f"{POLICY}; img-src {origins}; media-src {origins}",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
