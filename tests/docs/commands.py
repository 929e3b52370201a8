"""The commands in the documents, and which of them no test can run."""

from __future__ import annotations

import re

from tests.docs.documents import blocks, inline

_PROGRAMS = r"make|python|\.venv/bin/python|local\.flask|gunicorn|flask|pip|npx|docker|stripe|openssl|git"
_COMMAND = re.compile(rf"^({_PROGRAMS}) .")
_MINUTES = "takes minutes"
_CHECKOUT = "changes this checkout"
_HOSTED = "needs an account at Supabase; tests/local/test_supabase_cli.py runs it up to the line that names its target"
_DOCKER = "needs Docker; tests/deploy checks its files, tests/web/test_compose_deployment.py follows its steps"
_CONTAINERS = "needs Docker; tests/local/test_supabase_cli.py reads its help"
_STRIPE = "needs an account at Stripe and Stripe's own program, which is in no package"

# Commands that no test runs, and why. Of those of make, the target and all that it would start are looked up.
NOT_RUN = {
    "docker compose build --build-arg REQUIREMENTS=requirements-monitoring.txt": _DOCKER,
    "docker compose up --build --detach": _DOCKER,
    "npx supabase start": _CONTAINERS,
    "mkdir -p .local && npx supabase status -o json > .local/supabase.json": _CONTAINERS,
    "npx supabase link --project-ref <your project>": _HOSTED,
    "npx supabase db push --remote": _HOSTED,
    "npx supabase config push": _HOSTED,
    "stripe listen": _STRIPE,
    "stripe listen --forward-to http://localhost:3000/api/webhooks/stripe": _STRIPE,
    "pip install --require-hashes -r requirements.txt": "needs the internet; tests/web/test_compose_deployment.py installs it",
    "make bench": _MINUTES,
    "make build": "needs the settings of a deployment; tests/web/test_build_settings.py runs it",
    "make check": _MINUTES,
    "make dev": "runs until it is stopped; tests/local/test_stack.py starts it",
    'make dev ARGS="--free-ports --data DIR"': "as make dev",
    "make dev ARGS=--free-ports": "as make dev",
    "make dev ARGS=--reset": "as make dev",
    "make format": _CHECKOUT,
    "make ledger": _CHECKOUT,
    "make mutants": _MINUTES,
    "make pictures": _CHECKOUT,
    "make quick": _MINUTES,
    "make requirements": _CHECKOUT,
    "make setup": _CHECKOUT,
    "make test": "is what runs this",
    'make test ARGS="--supabase .local/supabase.json"': "needs a second Supabase; tests/local/test_supabase_option.py runs it",
    'make test ARGS="tests/web --browser firefox"': "needs Firefox",
    "make types": _CHECKOUT,
}


def commands() -> list[str]:
    """All commands, without comments."""
    in_blocks = [line for code in blocks("sh") for line in code.text.splitlines()]
    found = [line.split("   #")[0].split("  #")[0].strip() for line in in_blocks]
    return sorted({*filter(None, found), *(code.text for code in inline() if _COMMAND.match(code.text))})
