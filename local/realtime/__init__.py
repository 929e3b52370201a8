"""Stand-in for Supabase Realtime: changes of the database over a WebSocket, which is what the product uses."""

from local.realtime.app import create_app

__all__ = ["create_app"]
