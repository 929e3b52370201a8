"""Copies of the working tree that can be changed and tested."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.mutant import Mutant
from tests.running import ROOT

LINKED = frozenset({".venv", "node_modules", "dist"})
LEFT_OUT = frozenset({".git", ".local", ".env", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".astro"})


@contextmanager
def copy_of_the_tree() -> Iterator[Path]:
    """Copy the working tree to a temporary folder; installed and built files are linked. The copy uses its own
    databases, because it has its own `.local` folder."""
    with TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, "tree")
        shutil.copytree(ROOT, copy, ignore=_left_out, symlinks=True)
        for path in _linked(ROOT):
            (copy / path).symlink_to(ROOT / path)
        yield copy


@contextmanager
def mutated(copy: Path, mutant: Mutant) -> Iterator[None]:
    """Apply this mutant to the copy within the context."""
    file = copy / mutant.file
    original = file.rename(file.with_name(f"{file.name}.original"))
    file.write_text(mutant.applied_to(original.read_text(encoding="utf-8")), encoding="utf-8")
    try:
        yield
    finally:
        original.rename(file)  # with its modification time, by which Python decides whether compiled code is current


def _left_out(_: str, names: Iterable[str]) -> set[str]:
    return {name for name in names if name in LEFT_OUT | LINKED}


def _linked(root: Path) -> Iterator[Path]:
    """The paths to link, relative to the root, at the top or one folder below."""
    for pattern in ("*", "*/*"):
        yield from (path.relative_to(root) for path in root.glob(pattern) if path.name in LINKED)
