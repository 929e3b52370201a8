"""The steps of a generation and a payment in docs/glossary.md name existing files and functions."""

from __future__ import annotations

import re

from local.programs import ROOT

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder, suffixes in (("service", (".py",)), ("supabase/migrations", (".sql",)), ("web/src", (".ts", ".tsx")))
    for path in (ROOT / folder).rglob("*")
    if path.suffix in suffixes
)
HOPS = re.findall(r"^\d+\. .*$", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
NAMES = [name for hop in HOPS for name in re.findall(r"`([^`]+)`", hop)]


def test_each_file_is_there() -> None:
    files = [name for name in NAMES if name.endswith((".py", ".ts", ".tsx"))]
    assert len(files) > 10
    assert [
        file
        for file in files
        if not list(ROOT.glob(file))
        and not list((ROOT / "service").rglob(file))
        and not list((ROOT / "web" / "src").rglob(file))
    ] == []


def test_each_function_is_there() -> None:
    functions = [name.split(".")[-1] for name in NAMES if re.fullmatch(r"(\w+\.)?\w+", name) and "." not in name[-4:]]
    assert len(functions) > 10
    defined = re.compile(r"(?:def|function|const|class|table) (?:public\.|private\.)?(\w+)")
    assert set(functions) - set(defined.findall(SOURCES)) == set()
