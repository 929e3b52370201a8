"""Stand-in for Supabase Storage: objects on disk, with row level security for every read and write."""
