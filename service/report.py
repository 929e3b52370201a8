"""`python -m service report`: the views of the schema `reports` as tables in a shell."""

from __future__ import annotations

import json
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext
from tabulate import tabulate

from service.errors import ServiceError
from service.supabase import supabase


@click.command("report")
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="The most rows.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@with_appcontext
def report_command(name: str | None, limit: int, as_json: bool) -> None:
    """Print a report, or the names of all reports."""
    try:
        names: dict[str, str] = supabase.call("report_names")
        if name is None:
            rows = [{"name": each, "what it shows": names[each]} for each in sorted(names)]
        elif name in names:
            rows = supabase.call("report", p_name=name, p_limit=limit)
        else:
            raise click.UsageError(f"There is no report {name!r}. There are: {', '.join(sorted(names))}.")
    except ServiceError as error:
        raise click.ClickException(f"{error.code}: run `python -m service doctor`.") from None
    click.echo(json.dumps(rows, indent=2) if as_json else _table(rows))


def init_app(app: Flask) -> None:
    """Add the command to `app`."""
    app.cli.add_command(report_command)


def _table(rows: list[dict[str, Any]]) -> str:
    # Without parsing: an id made of digits is a text, not a number.
    return tabulate(rows, headers="keys", disable_numparse=True) if rows else "No rows."
