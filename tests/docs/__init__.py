"""Each SQL statement, command, setting, file and link in the documents is run or looked up.

`commands.py` lists the commands that no test can run, each with its reason. tests/web/test_adding_a_page.py builds the
pages in docs/make-it-yours.md, tests/local/test_supabase_cli.py runs the commands of the Supabase CLI, and
tests/database runs docs/ledger.md.
"""
