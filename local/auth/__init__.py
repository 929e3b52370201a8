"""Stand-in for Supabase Auth: accounts, sessions and mails over the real Postgres, for one machine."""

from local.auth.app import create_app

__all__ = ["create_app"]
