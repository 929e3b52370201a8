"""The realtime API of Supabase, as far as the product uses it: changes of the database over a WebSocket."""

from local.realtime.app import create_app

__all__ = ["create_app"]
