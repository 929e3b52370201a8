"""The storage API of Supabase: buckets and objects, with row level security deciding every read and write."""

from local.storage.app import create_app

__all__ = ["create_app"]
