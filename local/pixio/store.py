"""Runs on disk, so that they are still known after a restart."""

from __future__ import annotations

import json
from pathlib import Path

from local import sqlite
from local.pixio.runs import Run


class RunStore:
    """All runs, newest first, kept in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite.connect(path)
        self._database.execute("create table if not exists runs (id text primary key, record text not null)")
        rows = self._database.execute("select record from runs order by rowid")
        self._runs = {run.id: run for run in (Run.from_record(json.loads(record)) for (record,) in rows)}

    def save(self, run: Run) -> None:
        """Write down the run as it is now."""
        self._runs[run.id] = run
        statement = "insert into runs values (?, ?) on conflict (id) do update set record = excluded.record"
        self._database.execute(statement, (run.id, json.dumps(run.record())))

    def get(self, run_id: str) -> Run | None:
        """The run of this id."""
        return self._runs.get(run_id)

    def all(self) -> list[Run]:
        """Every run, newest first."""
        return list(reversed(self._runs.values()))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
