"""Mails of a local stack: written to a folder, read in a browser."""

from local.mail.app import create_app

__all__ = ["create_app"]
