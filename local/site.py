"""The built site, served as a static host would: `python -m local.site CONFIG.json PORT [FOLDER]`.

One build serves every stack: its pages carry placeholders for the address and the key of Supabase, which are replaced
on the way out, in the pages and in the headers of `_headers`. `/api` goes on to the service.
"""

from __future__ import annotations

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
NOT_PAGES = frozenset({"_headers", "_redirects"})
FILLED_IN = {".html": "text/html", ".xml": "application/xml", ".txt": "text/plain"}

Headers = list[tuple[str, dict[str, str]]]


def create_app(config: StackConfig, dist: Path = DIST) -> Starlette:
    """The site in `dist`, for this stack."""
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

    # As every static host does; films ask for themselves as they are.
    pages = Route("/{path:path}", page, middleware=[Middleware(GZipMiddleware)])
    routes = [Mount("/api", to_service(service)), pages]
    return Starlette(routes=routes, lifespan=lifespan)


def to_service(service: Upstream) -> ASGIApp:
    """Passes every request on to the service, whatever its verb: the service itself answers which ones it takes."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        target = scope["raw_path"] + b"?" * bool(scope["query_string"]) + scope["query_string"]
        client = request.client.host if request.client else ""
        response = await service.pass_on(request, target, {"x-forwarded-for": client})
        await response(scope, receive, send)

    return app


def filler(config: StackConfig) -> Callable[[str], str]:
    """A function that puts this stack's addresses and key in the place of the placeholders."""

    def fill_in(text: str) -> str:
        for scheme in ("http", "ws"):
            real = config.supabase_url.replace("http", scheme, 1)
            text = text.replace(PLACEHOLDER_URL.replace("http", scheme, 1), real)
        return text.replace(PLACEHOLDER_KEY, config.publishable_key).replace(PLACEHOLDER_SITE, config.site_url)

    return fill_in


def read_headers(text: str) -> Headers:
    """The rules of a `_headers` file: a path with `*`, and below it, indented, the headers it adds."""
    rules: Headers = []
    for line in text.splitlines():
        if line[:1].isspace() and rules and ":" in line:
            name, _, value = line.partition(":")
            rules[-1][1][name.strip()] = value.strip()
        elif line.strip() and not line.startswith("#"):
            rules.append((line.strip(), {}))
    return rules


def headers_for(path: str, rules: Headers) -> dict[str, str]:
    """The headers of every rule that this path matches."""
    return {name: value for pattern, added in rules if fnmatchcase(path, pattern) for name, value in added.items()}


def find(dist: Path, path: str) -> Path | None:
    """The file that a path shows: itself, with `.html`, or the `index.html` of its folder; None if there is none."""
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
