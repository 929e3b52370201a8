"""The inbox of a stack: mails are written to a folder and shown on a page."""

from local.mail.app import create_app

__all__ = ["create_app"]
