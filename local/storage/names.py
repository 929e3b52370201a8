"""Names of objects: the characters of Amazon's S3, as Storage allows them.

A part of a name may be empty: Storage accepts `folder//cat.png`.
"""

from __future__ import annotations

import re

from local.storage.errors import StorageError

CHARACTERS = r"[\w!\-.*'() &$@=;:+,?]"
OBJECT_NAME = re.compile(rf"(?:{CHARACTERS}|/)+", re.ASCII)
LONGEST_OBJECT_NAME = 1024


def object_name(name: str) -> str:
    """Return the name of an object, such as `folder/cat.png`; raise StorageError if Storage does not allow it."""
    if len(name) > LONGEST_OBJECT_NAME or not OBJECT_NAME.fullmatch(name) or {".", ".."}.intersection(name.split("/")):
        raise StorageError("InvalidKey", name[:LONGEST_OBJECT_NAME])
    return name
