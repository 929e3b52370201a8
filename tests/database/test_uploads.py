"""What a user has uploaded is counted at each upload, however much all others have stored."""

from __future__ import annotations

from .conftest import Database

FILL = """
insert into storage.objects (bucket_id, name, metadata)
select 'generated-media', owner || '/uploads/' || gen_random_uuid() || '.jpg', '{"size": 10}'
from (select gen_random_uuid() as owner from generate_series(1, 100000) union all select %s::uuid) owners
"""
SCANS = "select seq_scan, idx_scan from pg_stat_xact_all_tables where relid = 'storage.objects'::regclass"


def test_counting_reads_the_files_of_the_user_only(db: Database) -> None:
    user = db.new_user()
    with db.acting_as("supabase_admin") as connection:
        connection.execute(FILL, [user])
        connection.execute("analyze storage.objects")
        before = connection.execute(SCANS).fetchone()
        usage = connection.execute("select files, bytes from private.upload_usage(%s)", [user]).fetchone()
        after = connection.execute(SCANS).fetchone()
    assert usage == {"files": 1, "bytes": 10}
    assert before is not None
    assert after is not None
    assert after["seq_scan"] == before["seq_scan"]
    assert after["idx_scan"] > before["idx_scan"]
