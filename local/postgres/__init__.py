"""A real Postgres 17, prepared as a Supabase project's database is before its first migration."""
