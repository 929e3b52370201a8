"""Stand-in for Supabase Realtime: changes of the database over a WebSocket, which is what the product uses."""
