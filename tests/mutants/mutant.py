"""The list of mutants, read from the TOML files of this folder and checked against the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.running import ROOT

LISTS = Path(__file__).parent
FEWEST = 60
FATAL = "E9,F63,F7,F82"  # syntax errors and undefined names


@dataclass(frozen=True)
class Mutant:
    """A change of `file` from `old` to `new`. `test` is the id of the test that must fail, and `why` says what the
    change would break in production."""

    name: str
    file: str
    old: str
    new: str
    test: str
    why: str

    @property
    def needs_no_stack(self) -> bool:
        """Whether its test needs only the database."""
        return self.test.startswith("tests/database/")

    def applied_to(self, text: str) -> str:
        """The changed text of `file`."""
        return text.replace(self.old, self.new)


def all_mutants() -> list[Mutant]:
    """Every mutant, in the order of the files."""
    return [
        Mutant(**entry)
        for path in sorted(LISTS.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    ]


def problems(mutants: list[Mutant]) -> Iterator[str]:
    """The problems of the list, one line each."""
    if len(mutants) < FEWEST:
        yield f"The list holds {len(mutants)} mutants, and must hold {FEWEST} at least."
    for name, times in Counter(mutant.name for mutant in mutants).items():
        if times > 1:
            yield f"{name}: {times} mutants have this name."
    faults = [fault for mutant in mutants for fault in _faults_of(mutant)]
    yield from faults or _python_that_cannot_run(mutants)


def _faults_of(mutant: Mutant) -> Iterator[str]:
    code = ROOT / mutant.file
    if not code.is_file():
        yield f"{mutant.name}: there is no file {mutant.file}."
    elif (times := code.read_text(encoding="utf-8").count(mutant.old)) != 1:
        yield f"{mutant.name}: the old text occurs {times} times in {mutant.file}, and must occur once."
    if mutant.old == mutant.new:
        yield f"{mutant.name}: the new text is the old text."
    if not _is_a_test(mutant.test):
        yield f"{mutant.name}: there is no test {mutant.test}."


def _python_that_cannot_run(mutants: list[Mutant]) -> Iterator[str]:
    """Mutants with a syntax error or an unknown name, which would fail any test. For SQL, Postgres reports the same."""
    changed = [mutant for mutant in mutants if mutant.file.endswith(".py")]
    with TemporaryDirectory(prefix="mutants-") as folder:
        for number, mutant in enumerate(changed):
            text = mutant.applied_to((ROOT / mutant.file).read_text(encoding="utf-8"))
            Path(folder, f"{number}.py").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format=json"]
        found = subprocess.run([*command, f"--select={FATAL}", folder], stdout=subprocess.PIPE, text=True, check=False)
    for fault in json.loads(found.stdout):
        yield f"{changed[int(Path(fault['filename']).stem)].name}: {fault['message']}"


def _is_a_test(test: str) -> bool:
    file, _, name = test.partition("::")
    path = ROOT / file
    function = re.escape(name.partition("[")[0])
    return (
        path.is_file() and re.search(rf"^def {function}\(", path.read_text(encoding="utf-8"), re.MULTILINE) is not None
    )
