"""Stand-in for Supabase Auth: users, sessions and mails, in the real Postgres."""

from local.auth.app import create_app

__all__ = ["create_app"]
