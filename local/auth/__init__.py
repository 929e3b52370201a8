"""Stand-in for Supabase Auth: users, sessions and mails, in the real Postgres."""
