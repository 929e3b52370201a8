"""The realtime API of Supabase: database changes, broadcast and presence over a WebSocket."""

from local.realtime.app import create_app

__all__ = ["create_app"]
