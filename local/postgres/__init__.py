"""A real Postgres 17, prepared like the database of a Supabase project before its first migration."""
