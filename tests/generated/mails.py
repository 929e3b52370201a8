"""Whether each language of the pages has every mail template, with the placeholders of the English one."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from local.programs import ROOT

TEMPLATES = ROOT / "supabase" / "templates"
TEXTS = ROOT / "web" / "src" / "texts"
PLACEHOLDER = re.compile(r"\{\{[^}]*\}\}")


def mail_problems(templates: Path = TEMPLATES, texts: Path = TEXTS) -> Iterator[str]:
    """Yield what is wrong with the mail templates of each language, a line for each."""
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
