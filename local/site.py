"""Serve the built site as a static host would: `python -m local.site CONFIG.json PORT [FOLDER]`.

One build works for all stacks: placeholders for the address and the key of Supabase are replaced when pages and the
headers of `_headers` are sent. `/api` and `/s` are forwarded to the service.
"""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from fnmatch import fnmatchcase
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from local.config import StackConfig
from local.programs import DIST, PLACEHOLDER_SITE, PLACEHOLDER_URL
from local.proxy import Upstream
from local.serving import serve

PLACEHOLDER_KEY = "sb_publishable_placeholder"
NOT_PAGES = frozenset({"_headers", "_redirects", "_nginx.conf"})
FILLED_IN = {".html": "text/html", ".xml": "application/xml", ".txt": "text/plain"}

Headers = list[tuple[str, dict[str, str]]]


def create_app(config: StackConfig, dist: Path = DIST) -> Starlette:
    """Return the site in `dist` for this stack."""
    service = Upstream(config.service_url)
    fill_in = filler(config)
    headers = read_headers(fill_in((dist / "_headers").read_text(encoding="utf-8")))

    async def page(request: Request) -> Response:
        response = _page(dist, request.url.path, fill_in)
        response.headers.update(headers_for(request.url.path, headers))
        return response

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with service:
            yield

    # Static hosts compress, too; videos are not compressed.
    pages = Route("/{path:path}", page, middleware=[Middleware(GZipMiddleware)])
    forwarded = [Mount(path, forward_to_service(service)) for path in ("/api", "/s")]
    routes = [*forwarded, pages]
    return Starlette(routes=routes, lifespan=lifespan)


def forward_to_service(service: Upstream) -> ASGIApp:
    """Forward requests of every method: the service refuses those that it does not support."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        target = scope["raw_path"] + b"?" * bool(scope["query_string"]) + scope["query_string"]
        client = request.client.host if request.client else ""
        response = await service.forward(request, target, {"x-forwarded-for": client})
        await response(scope, receive, send)

    return app


def filler(config: StackConfig) -> Callable[[str], str]:
    """Return a function that replaces the placeholders by this stack's addresses and key."""

    def fill_in(text: str) -> str:
        for scheme in ("http", "ws"):
            real = config.supabase_url.replace("http", scheme, 1)
            text = text.replace(PLACEHOLDER_URL.replace("http", scheme, 1), real)
        return text.replace(PLACEHOLDER_KEY, config.publishable_key).replace(PLACEHOLDER_SITE, config.site_url)

    return fill_in


def read_headers(text: str) -> Headers:
    """Return the rules of a `_headers` file: a path with `*`, and its headers, indented, below it."""
    rules: Headers = []
    for line in text.splitlines():
        if line[:1].isspace() and rules and ":" in line:
            name, _, value = line.partition(":")
            rules[-1][1][name.strip()] = value.strip()
        elif line.strip() and not line.startswith("#"):
            rules.append((line.strip(), {}))
    return rules


def headers_for(path: str, rules: Headers) -> dict[str, str]:
    """Return the headers of all rules that match this path."""
    return {name: value for pattern, added in rules if fnmatchcase(path, pattern) for name, value in added.items()}


def find(dist: Path, path: str) -> Path | None:
    """Return the file for a path: itself, with `.html`, or the `index.html` of its folder; None if there is none."""
    with suppress(OSError, ValueError):
        wanted = (dist / path.strip("/")).resolve()
        candidates = (wanted, wanted.with_name(f"{wanted.name}.html"), wanted / "index.html")
        return next((file for file in candidates if file.is_file() and _is_public(dist, file)), None)
    return None


def _is_public(dist: Path, file: Path) -> bool:
    return file.is_relative_to(dist.resolve()) and file.name not in NOT_PAGES


def _page(dist: Path, path: str, fill_in: Callable[[str], str]) -> Response:
    file = find(dist, path)
    if file and file.suffix not in FILLED_IN:
        return FileResponse(file)
    shown = file or dist / "404.html"
    text = fill_in(shown.read_text(encoding="utf-8"))
    return Response(text, 200 if file else 404, {"Cache-Control": "no-cache"}, FILLED_IN[shown.suffix])


if __name__ == "__main__":
    _, config_file, port, *folder = sys.argv
    serve(create_app(StackConfig.load(Path(config_file)), *map(Path, folder)), f"http://127.0.0.1:{port}")
