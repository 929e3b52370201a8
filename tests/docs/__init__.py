"""The documents are true: each SQL statement, command, setting, file and link in them is run or looked up.

The pages in docs/make-it-yours.md are built by tests/web/test_adding_a_page.py, the commands of the Supabase CLI are run
by tests/local/test_supabase_cli.py, and docs/ledger.md by tests/database.
"""
