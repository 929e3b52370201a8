"""Copies of the working tree, to be changed and tested in its place."""

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
    """The working tree in a temporary folder. What is installed or built is linked. The copy makes databases of its own,
    because it has a `.local` folder of its own."""
    with TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, "tree")
        shutil.copytree(ROOT, copy, ignore=_left_out, symlinks=True)
        for path in _linked(ROOT):
            (copy / path).symlink_to(ROOT / path)
        yield copy


@contextmanager
def mutated(copy: Path, mutant: Mutant) -> Iterator[None]:
    """The copy holds this mutant, and afterwards what it held before."""
    file = copy / mutant.file
    original = file.rename(file.with_name(f"{file.name}.original"))
    file.write_text(mutant.applied_to(original.read_text(encoding="utf-8")), encoding="utf-8")
    try:
        yield
    finally:
        original.rename(file)  # with its time, which tells Python whether compiled code is current


def _left_out(_: str, names: Iterable[str]) -> set[str]:
    return {name for name in names if name in LEFT_OUT | LINKED}


def _linked(root: Path) -> Iterator[Path]:
    """What is to be linked, relative to the root: it stands there or one folder below."""
    for pattern in ("*", "*/*"):
        yield from (path.relative_to(root) for path in root.glob(pattern) if path.name in LINKED)
