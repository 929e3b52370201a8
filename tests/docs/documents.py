"""Read the documents and the code in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from local.programs import ROOT

PATHS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Code:
    """Code in a document; `language` is `""` for inline code."""

    path: Path
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.path.name}: {self.text.strip().splitlines()[0][:60]}"


def blocks(*languages: str) -> list[Code]:
    """The fenced blocks in these languages; all blocks if none is given."""
    found = [
        Code(path, match[2], re.sub(f"^{match[1]}", "", match[3], flags=re.MULTILINE))
        for path in PATHS
        for match in _BLOCK.finditer(path.read_text(encoding="utf-8"))
    ]
    return [code for code in found if not languages or code.language in languages]


def inline() -> list[Code]:
    """The inline code."""
    return [
        Code(path, "", match[1])
        for path in PATHS
        for match in _INLINE.finditer(_BLOCK.sub("", path.read_text(encoding="utf-8")))
    ]
