"""Recorded exchanges with the real services, and the tests that replay them against a running stack.

`auth.json` and `auth-hook.json` were recorded from supabase/auth 2.196.0, `storage.json` from supabase/storage 1.11.2, with
this project's migrations, mail templates and `supabase/config.toml`. Where the stand-in differs on purpose,
`exceptions.toml` says why.
"""
