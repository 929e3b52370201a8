"""Whether each language of the pages has every mail template, and each mail the brand's name and a fitting subject."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from local.programs import ROOT

TEMPLATES = ROOT / "supabase" / "templates"
TEXTS = ROOT / "web" / "src" / "texts"
BRAND = ROOT / "web" / "src" / "brand" / "brand.json"
CONFIG = ROOT / "supabase" / "config.toml"
PLACEHOLDER = re.compile(r"\{\{[^}]*\}\}")


def mail_problems() -> Iterator[str]:
    """Yield what is wrong with the mails, a line for each."""
    yield from translation_problems()
    yield from code_problems()
    yield from name_problems(json.loads(BRAND.read_text(encoding="utf-8"))["name"])
    yield from subject_problems(CONFIG.read_text(encoding="utf-8"))


def code_problems(templates: Path = TEMPLATES) -> Iterator[str]:
    """Yield each template with a code to type."""
    for path in sorted(templates.rglob("*.html")):
        if "{{ .Token }}" in path.read_text(encoding="utf-8"):
            yield f"supabase/templates/{path.relative_to(templates)} has a code, and no page has a field for it."


def name_problems(name: str, templates: Path = TEMPLATES) -> Iterator[str]:
    """Yield each template without the name of the product."""
    for path in sorted(templates.rglob("*.html")):
        if name not in path.read_text(encoding="utf-8"):
            yield f'supabase/templates/{path.relative_to(templates)} lacks "{name}", the name in web/src/brand/brand.json.'


def subject_problems(config: str) -> Iterator[str]:
    """Yield each subject in the text of config.toml that is not the heading of its template."""
    for name, mail in tomllib.loads(config)["auth"]["email"]["template"].items():
        text = (ROOT / mail["content_path"]).read_text(encoding="utf-8")
        heading = unescape(text.partition("<h1")[2].partition(">")[2].partition("</h1>")[0])
        if mail["subject"] != heading:
            yield f'supabase/config.toml: the subject of {name} must be "{heading}", the heading of {mail["content_path"]}.'


def translation_problems(templates: Path = TEMPLATES, texts: Path = TEXTS) -> Iterator[str]:
    """Yield what is wrong with the mail templates of each language."""
    for language in sorted(path.name for path in texts.iterdir() if path.is_dir() and path.name != "en"):
        for english in sorted(templates.glob("*.html")):
            name = f"supabase/templates/{language}/{english.name}"
            translated = templates / language / english.name
            if not translated.exists():
                yield f"{name} is missing: every language of web/src/texts has all mail templates."
                continue
            text = translated.read_text(encoding="utf-8")
            if placeholders(text) != placeholders(english.read_text(encoding="utf-8")):
                yield f"{name} has other placeholders than the English template."
            if f'<html lang="{language}">' not in text:
                yield f'{name} must have <html lang="{language}">.'


def placeholders(text: str) -> Counter[str]:
    """Return the placeholders of a template, with their numbers."""
    return Counter(PLACEHOLDER.findall(text))
