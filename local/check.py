"""Check the database schema with the Supabase CLI: `python -m local.check`.

The generated TypeScript types must equal `web/src/types/database.ts` (`--write` updates it), and the advisors, which are
the security and performance lints of the dashboard, must report no error and no warning.
"""

from __future__ import annotations

import os
import subprocess
import sys

from local.console import complain, say
from local.errors import StackError
from local.postgres.migrations import QUIET
from local.postgres.throwaway import throwaway_database
from local.programs import ROOT, supabase_cli

TYPES = ROOT / "web" / "src" / "types" / "database.ts"
HEADER = "// Generated from the migrations by `make types`. Do not edit.\n"


def main(arguments: list[str]) -> int:
    """Check, or write the types; return the exit code."""
    try:
        with throwaway_database() as database:
            target = f"--remote={database.url('postgres')}?sslmode=disable"
            types = generated_types(target)
            return write(types) if "--write" in arguments else check(types, target)
    except StackError as error:
        complain(str(error))
        return 1


def check(types: str, target: str) -> int:
    """Return 1 if the types are outdated or the advisors report a problem, else 0."""
    stale = not TYPES.exists() or TYPES.read_text(encoding="utf-8") != types
    if stale:
        complain(f"{TYPES.relative_to(ROOT)} does not match the migrations. Run `make types`.")
    findings = _cli("db", "advisors", "--level", "warn", "--fail-on", "warn", target)
    if findings.returncode != 0:
        complain(findings.stdout + findings.stderr)
    return int(stale or findings.returncode != 0)


def write(types: str) -> int:
    """Write the generated types for the browser app; return the exit code."""
    TYPES.write_text(types, encoding="utf-8")
    say(f"Written: {TYPES.relative_to(ROOT)}")
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
