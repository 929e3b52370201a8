"""Which names buckets and objects may have: the characters of Amazon's S3, as Storage allows them.

A part of an object's name may be empty: Storage takes `folder//cat.png`.
"""

from __future__ import annotations

import re

from local.storage.errors import StorageError

CHARACTERS = r"[\w!\-.*'() &$@=;:+,?]"
BUCKET_NAME = re.compile(rf"(?! ){CHARACTERS}{{1,100}}(?<! )", re.ASCII)
OBJECT_NAME = re.compile(rf"(?:{CHARACTERS}|/)+", re.ASCII)
LONGEST_OBJECT_NAME = 1024


def object_name(name: str) -> str:
    """The name of an object, such as `folder/cat.png`; raises StorageError for one that Storage does not take."""
    if len(name) > LONGEST_OBJECT_NAME or not OBJECT_NAME.fullmatch(name) or {".", ".."}.intersection(name.split("/")):
        raise StorageError("InvalidKey", name[:LONGEST_OBJECT_NAME])
    return name


def bucket_name(name: object) -> str:
    """The name of a bucket; raises StorageError for one that Storage does not take."""
    if not isinstance(name, str) or not BUCKET_NAME.fullmatch(name) or name in (".", ".."):
        raise StorageError("InvalidBucketName")
    return name
