"""Check the database schema with the Supabase CLI, and what is generated: `python -m tests.generated`.

The TypeScript types of the database (`web/src/types/database.ts`), its diagram (`docs/database.md`) and the OpenAPI
document of the service (`docs/openapi.json`) must be as they would be generated now (`--write` updates them). The
advisors, which are the security and performance lints of the dashboard, must report no error and no warning. A table in
`public` that an API role can reach must have row level security, and one that no role can reach must say in its comment
what it is for. Foreign keys must have an index, and policies call no function for each row. Each language of the pages must have all mail templates, each with the name of the brand, and the subject
of a mail must be its heading.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from local.console import complain, say
from local.errors import StackError
from local.postgres.migrations import QUIET
from local.programs import ROOT, supabase_cli
from tests.generated import diagram, openapi
from tests.generated.costs import cost_problems
from tests.generated.mails import mail_problems
from tests.generated.tables import table_problems
from tests.throwaway import throwaway_database

TYPES = ROOT / "web" / "src" / "types" / "database.ts"
HEADER = "// Generated from the migrations by `make types`. Do not edit.\n"


def main(arguments: list[str]) -> int:
    """Check, or write the files; return the exit code."""
    parser = argparse.ArgumentParser(
        "python -m tests.generated", description="Check the schema and the generated files."
    )
    parser.add_argument("--write", action="store_true", help="write the generated files")
    options = parser.parse_args(arguments)
    try:
        with throwaway_database() as database:
            target = f"--remote={database.url('postgres')}?sslmode=disable"
            with psycopg.connect(database.url("postgres")) as connection:
                problems = [*table_problems(connection), *cost_problems(connection), *mail_problems()]
                drawn = diagram.diagram(connection)
            generated = {TYPES: generated_types(target), diagram.FILE: drawn, openapi.FILE: openapi.openapi()}
            if options.write:
                return write(generated)
            for problem in problems:
                complain(problem)
            return check(generated, target) or int(bool(problems))
    except StackError as error:
        complain(str(error))
        return 1


def check(generated: dict[Path, str], target: str) -> int:
    """Return 1 if a generated file is outdated or the advisors report a problem, else 0."""
    stale = [file for file, text in generated.items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    for file in stale:
        complain(f"{file.relative_to(ROOT)} is outdated. Run `make types`.")
    findings = _cli("db", "advisors", "--level", "warn", "--fail-on", "warn", target)
    if findings.returncode != 0:
        complain(findings.stdout + findings.stderr)
    return int(bool(stale) or findings.returncode != 0)


def write(generated: dict[Path, str]) -> int:
    """Write the generated files; return the exit code."""
    for file, text in generated.items():
        file.write_text(text, encoding="utf-8")
        say(f"Written: {file.relative_to(ROOT)}")
    return 0


def generated_types(target: str) -> str:
    """Return TypeScript types for the schema `public`. Raises StackError."""
    done = _cli("gen", "types", "--lang", "typescript", "--schema", "public", target)
    if done.returncode != 0:
        raise StackError(f"supabase gen types failed:\n{done.stderr}")
    return HEADER + done.stdout.strip() + "\n"


def _cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(supabase_cli()), *arguments, "--workdir", str(ROOT)]
    return subprocess.run(command, env={**os.environ, **QUIET}, check=False, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
