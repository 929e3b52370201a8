"""`python -m service thumbnails`: add those that are missing."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import with_appcontext

from service.thumbnails.store import add_missing_thumbnails, count_missing_thumbnails


@click.command("thumbnails")
@with_appcontext
def thumbnails_command() -> None:
    """Make the thumbnails of all results that have none yet."""
    total, made = count_missing_thumbnails(), 0
    with click.progressbar(add_missing_thumbnails(), length=total, label="Thumbnails", show_pos=True) as each_made:
        for is_made in each_made:
            made += is_made
    click.echo(f"{made} of {total} made.")


def init_app(app: Flask) -> None:
    """Add the command to `app`."""
    app.cli.add_command(thumbnails_command)
