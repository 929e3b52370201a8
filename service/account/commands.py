"""`python -m service account …`, for operators: export or delete the account of a user who cannot log in."""

from __future__ import annotations

from uuid import UUID

import click
import stripe
from flask import Flask
from flask.cli import AppGroup

from service.account.delete import delete_account
from service.account.export import export_of
from service.errors import ServiceError

group = AppGroup("account", help="Accounts: delete one with everything in it, or export it.")


@group.command("delete")
@click.argument("user_id", type=click.UUID)
def delete_command(user_id: UUID) -> None:
    """Delete a user: subscriptions and customer at Stripe, generations, files, rows."""
    try:
        delete_account(str(user_id))
    except (stripe.StripeError, ServiceError) as error:
        raise click.ClickException(f"The account is not deleted yet ({type(error).__name__}). Run it again.") from error
    click.echo("The account is deleted.")


@group.command("export")
@click.argument("user_id", type=click.UUID)
def export_command(user_id: UUID) -> None:
    """Print everything that is stored about a user, as JSON."""
    try:
        for piece in export_of(str(user_id)):
            click.echo(piece, nl=False)
    except ServiceError as error:
        raise click.ClickException(f"The account cannot be exported ({type(error).__name__}).") from error


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    app.cli.add_command(group)
