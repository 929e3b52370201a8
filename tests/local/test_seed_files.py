"""The files of the articles in the seed."""

from __future__ import annotations

import re

from supabase import Client

from local.seed_files import SUPABASE

FILES = SUPABASE / "premium-content"


def test_the_articles_of_the_seed_have_their_files(admin: Client) -> None:
    named = set(re.findall(r"'([\w-]+\.(?:webp|txt))'", (SUPABASE / "seed.sql").read_text(encoding="utf-8")))
    assert named == {file.name for file in FILES.iterdir()}
    for name in named:
        assert admin.storage.from_("premium-content").download(name) == (FILES / name).read_bytes()
