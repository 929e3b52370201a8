"""Stand-in for Supabase Storage: objects on disk, with row level security for every read and write."""

from local.storage.app import create_app

__all__ = ["create_app"]
