"""A brand is one folder: that of docs/make-it-yours.md is built, and colours that are hard to read stop the build."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from local import programs
from tests.docs.documents import blocks
from tests.pictures import branding
from tests.web.built_sites import built_site
from web.build import PLACEHOLDERS

NEEDED = ("login.astro", "404.astro")
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="10" fill="#0b6e78"/></svg>'


def documented(language: str) -> list[str]:
    """The blocks in this language in docs/make-it-yours.md."""
    return [code.text for code in blocks(language) if code.path.name == "make-it-yours.md"]


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """The sources of a small site with the documented brand."""
    web = tmp_path / "web"
    shutil.copytree(programs.ROOT / "web", web, ignore=shutil.ignore_patterns("node_modules", "dist", ".astro"))
    (web / "node_modules").symlink_to(programs.ROOT / "web" / "node_modules")
    for page in (web / "src" / "pages").rglob("*.astro"):
        if page.name not in NEEDED:
            page.unlink()
    brand = web / "src" / "brand"
    (brand / "brand.json").write_text(documented("json")[0], encoding="utf-8")
    (brand / "colours.css").write_text(documented("css")[0], encoding="utf-8")
    (brand / "icon.svg").write_text(ICON, encoding="utf-8")
    return web


def test_the_documented_brand_is_in_the_whole_site(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dist = built_site(web)
    page = (dist / "login" / "index.html").read_text(encoding="utf-8")
    manifest = json.loads((dist / "manifest.webmanifest").read_text(encoding="utf-8"))
    styles = "".join(path.read_text(encoding="utf-8") for path in dist.rglob("*.css"))
    assert "· Fjord Studio</title>" in page
    assert 'href="mailto:hello@fjord.example"' in page
    assert 'href="https://social.example/@fjord"' in page
    assert page.count(ICON) == 1
    assert (dist / "icon.svg").read_text(encoding="utf-8") == ICON
    assert (manifest["name"], manifest["theme_color"]) == ("Fjord Studio", "#071314")
    assert {"#0b6e78", "#4fd1dc"} <= set(re.findall(r"#[0-9a-f]{6}", styles))
    assert "Pixio Studio" not in page
    monkeypatch.setattr(branding, "BRAND", web / "src" / "brand")
    card = branding.card(programs.ROOT / "web" / "src" / "assets")
    assert ">Fjord Studio</header>" in card
    assert "#0b6e78" in card


@pytest.mark.parametrize("colours", documented("css"), ids=["two colours", "one colour"])
def test_documented_colours_are_easy_to_read(colours: str) -> None:
    script = f"import {{ brandProblems }} from './integrations/brand.mjs'; console.log(brandProblems({json.dumps(colours)}));"
    command = [str(programs.node()), "--input-type=module", "--eval", script]
    done = subprocess.run(command, cwd=programs.ROOT / "web", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_colour_that_is_hard_to_read_stops_the_build(web: Path) -> None:
    colours = web / "src" / "brand" / "colours.css"
    colours.write_text(colours.read_text(encoding="utf-8").replace("#0b6e78", "#8fd0d6"), encoding="utf-8")
    # What Astro calls when a build begins (tests/web/test_build_settings.py).
    script = """
        import { buildSettings } from './integrations/build-settings.mjs';
        buildSettings().hooks['astro:config:setup']({ command: 'build', config: { root: new URL('.', 'file://' + process.cwd() + '/') } });
    """
    command = [str(programs.node()), "--input-type=module", "--eval", script]
    env = {**os.environ, **PLACEHOLDERS}
    stopped = subprocess.run(command, cwd=web, env=env, check=False, capture_output=True, text=True)
    assert stopped.returncode == 2
    first, *named = stopped.stderr.splitlines()
    assert first == "The site cannot be built:"
    assert all("--brand-first-light in src/brand/colours.css has a contrast of 1." in line for line in named)
    assert any("with --background (light); it must be at least 4.5" in line for line in named)
