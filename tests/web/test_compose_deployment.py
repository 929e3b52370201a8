"""The product as compose.yaml runs it: the service with the packages of its image, behind nginx with the built site.

The steps are those of the Dockerfile, without Docker: a new environment from the lock file, the service's folder, and
the image's own command.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from local.http_check import is_up
from local.ports import free_ports
from local.programs import DIST, ROOT, node
from local.site import headers_for, read_headers
from tests.bench.subscribers import settings_of
from tests.conftest import PASSWORD
from tests.running import SETTINGS, RunningStack, eventually
from tests.web.browser_errors import BrowserErrors
from tests.web.inbox import link_to
from web.build import PLACEHOLDERS

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

CONFIGURATION = """
{user}
pid {folder}/nginx.pid;
error_log stderr;
daemon off;
events {{}}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/dist; include {folder}/dist/_nginx.conf; }}
}}
"""
WRITE = """
import {{ securityHeaders }} from '{module}';
await securityHeaders().hooks['astro:build:done']({{ dir: new URL('file://{dist}/') }});
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for the deployment."""
    return tmp_path_factory.mktemp("deployed")


@pytest.fixture(scope="module")
def nginx(stack: RunningStack, folder: Path) -> Iterator[str]:
    """The URL of the site, which proxies to the service."""
    install(folder)
    with free_ports() as ports:
        site, service = f"http://127.0.0.1:{ports.site}", f"http://127.0.0.1:{ports.service}"
        build_site(folder, stack, service)
        with running(service_command(folder), folder / "app", service_settings(stack, site, ports.service), service):
            configuration = folder / "nginx.conf"
            user = "" if os.geteuid() else "user root;"  # nginx workers started by root could not read the folder
            configuration.write_text(CONFIGURATION.format(user=user, folder=folder, port=ports.site))
            with running([str(NGINX), "-c", str(configuration), "-p", str(folder)], folder, {}, site):
                yield site


def install(folder: Path) -> None:
    """Install the packages and the service like the Dockerfile."""
    uv = [sys.executable, "-m", "uv", "--quiet", "--system-certs"]
    subprocess.run([*uv, "venv", "--python", sys.executable, str(folder / "venv")], check=True)
    install = ["pip", "sync", "--require-hashes", "--python", str(folder / "venv"), str(ROOT / "requirements.txt")]
    # The test processes trust no certificates; uv needs them for the index unless everything is cached.
    env = {name: value for name, value in os.environ.items() if name != "SSL_CERT_DIR"}
    if subprocess.run([*uv, "--offline", *install], env=env, check=False, stderr=subprocess.DEVNULL).returncode:
        subprocess.run([*uv, *install], env=env, check=True)
    shutil.copytree(ROOT / "service", folder / "app" / "service", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "gunicorn.conf.py", folder / "app")


def service_command(folder: Path) -> list[str]:
    """The image's command."""
    command = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert command
    program, *arguments = json.loads(command[1])
    return [str(folder / "venv" / "bin" / program), *arguments]


def service_settings(stack: RunningStack, site: str, port: int) -> dict[str, str]:
    """The settings from .env."""
    addresses = {"SITE_URL": site, "HOST": "127.0.0.1", "PORT": str(port)}
    return {**settings_of(stack, str(stack.stripe_url)), **addresses, "PIXIO_MEDIA_HOSTS": stack.pixio_url}


def build_site(folder: Path, stack: RunningStack, service: str) -> None:
    """Copy the built site for this Supabase, with the nginx file."""
    dist = folder / "dist"
    shutil.copytree(DIST, dist)
    real = {
        PLACEHOLDERS["PUBLIC_SUPABASE_URL"]: stack.supabase_url,
        PLACEHOLDERS["PUBLIC_SUPABASE_PUBLISHABLE_KEY"]: stack.publishable_key,
    }
    for page in dist.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for placeholder, value in real.items():
            text = text.replace(placeholder, value)
        page.write_text(text, encoding="utf-8")
    module = ROOT / "web" / "integrations" / "security-headers.mjs"
    command = [str(node()), "--input-type=module", "--eval", WRITE.format(module=module, dist=dist)]
    subprocess.run(command, env={"PUBLIC_SUPABASE_URL": stack.supabase_url, "SERVICE_URL": service}, check=True)


@contextmanager
def running(command: list[str], folder: Path, settings: dict[str, str], address: str) -> Iterator[None]:
    """Run a process until the context ends; it is ready when `address` responds."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    process = subprocess.Popen(command, cwd=folder, env={**usual, **settings})
    try:
        eventually(lambda: is_up(f"{address}/"), 60)
        yield
    finally:
        process.terminate()
        process.wait()


def test_from_sign_up_to_the_first_picture(
    nginx: str, visitor: Page, stack: RunningStack, browser_errors: BrowserErrors
) -> None:
    browser_errors.origins = (nginx, stack.supabase_url)
    address = f"{uuid.uuid4().hex}@example.com"
    visitor.goto(f"{nginx}/signup")
    visitor.get_by_label("Name").fill("Grace Walker")
    visitor.get_by_label("Email").fill(address)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Create account").click()
    visitor.goto(link_to(stack, address, "confirm").replace(stack.site_url, nginx))
    visitor.get_by_role("button", name="Continue").click()
    visitor.wait_for_url(f"{nginx}/dashboard")
    visitor.get_by_role("textbox", name="Prompt").fill("A paper boat on a lake")
    visitor.get_by_role("button", name="Generate for 10 credits").click()
    pane = visitor.get_by_role("region", name="Your generation")
    expect(pane.get_by_role("img", name="A paper boat on a lake")).to_be_visible()


def test_the_image_also_runs_the_reconciler(nginx: str, folder: Path, stack: RunningStack) -> None:
    command = re.search(r"command: \[(python, .*)\]", (ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert command
    program, *arguments = [word.strip().strip('"') for word in command[1].split(",")]
    once = [str(folder / "venv" / "bin" / program), *arguments[: arguments.index("--every")]]
    settings = {**os.environ, **service_settings(stack, nginx, 0)}
    subprocess.run(once, cwd=folder / "app", env=settings, check=True)


@pytest.mark.parametrize("path", ["/", "/dashboard", "/pricing/", "/nowhere", "/robots.txt", "/_astro/gone.js"])
def test_every_page_has_the_headers_of_the_built_file(nginx: str, folder: Path, path: str) -> None:
    expected = headers_for(path, read_headers((folder / "dist" / "_headers").read_text()))
    answer = httpx.get(nginx + path)
    assert {name: answer.headers.get_list(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }
    assert "immutable" not in answer.headers["cache-control"]
    assert answer.status_code == (404 if path in ("/nowhere", "/_astro/gone.js") else 200)


def test_each_built_file_is_cached_and_compressed(nginx: str) -> None:
    files = [file for file in (DIST / "_astro").rglob("*") if file.is_file()]
    script = next(file for file in files if file.suffix == ".js" and file.stat().st_size > 2000)
    answer = httpx.get(f"{nginx}/_astro/{script.relative_to(DIST / '_astro')}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_each_file_has_its_media_type(nginx: str) -> None:
    """With `nosniff`, a browser refuses other types."""
    kinds: dict[str, str] = {}
    for file in DIST.rglob("*"):
        if file.is_file() and not file.name.startswith("_"):
            kinds.setdefault(file.suffix, httpx.get(f"{nginx}/{file.relative_to(DIST)}").headers["content-type"])
    assert [suffix for suffix, kind in kinds.items() if kind == "application/octet-stream"] == []


def test_api_requests_reach_the_service(nginx: str) -> None:
    answer = httpx.post(f"{nginx}/api/generations", json={})
    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (401, "unauthorized")
    assert len(answer.headers.get_list("x-content-type-options")) == 1
    assert httpx.post(f"{nginx}/api/webhooks/stripe", content=b"x" * 1_100_000).status_code == 413


@pytest.mark.parametrize("path", ["/_headers", "/_nginx.conf", "/../nginx.conf", "/%2e%2e/nginx.conf"])
def test_only_pages_are_served(nginx: str, path: str) -> None:
    assert httpx.get(nginx + path).status_code in (400, 404)
