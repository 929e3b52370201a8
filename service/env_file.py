"""Read `.env`. Whatever cannot be read is an error: a skipped line would be missed later, at another place."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream


class EnvFileError(Exception):
    """The file cannot be read. The message follows the file's name in a sentence: `.env` "must be a file"."""


def read_env_file(file: Path) -> dict[str, str | None]:
    """The variables in the file; none if it does not exist. Raises EnvFileError."""
    if file.is_dir():
        raise EnvFileError("must be a file, and is a folder")
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise EnvFileError(f"must be text in UTF-8: {error.reason} at byte {error.start}") from None
    except OSError as error:
        raise EnvFileError(f"cannot be read: {error.strerror}") from None
    if "\0" in text:
        raise EnvFileError(f"must not hold a NUL character: see line {text[: text.index(chr(0))].count(chr(10)) + 1}")
    for statement in parse_stream(StringIO(text)):
        if statement.error:
            raise EnvFileError(f"must have NAME=value in line {statement.original.line}; is a quotation mark missing?")
    return dotenv_values(stream=StringIO(text))
