"""The inputs of a run: its prompt, its numbers, and the pictures that are fetched from their addresses."""

from __future__ import annotations

import io
from typing import Any

import httpx
from PIL import Image, UnidentifiedImageError

FETCH_SECONDS = 20.0
PROMPTS = ("text", "positive", "prompt")
SIDES = (64, 4096)


class BadInput(Exception):
    """An input that the run cannot work with; the text is the run's error."""


def prompt_of(inputs: dict[str, Any]) -> str:
    """The text that says what is wanted: by its usual names, else the first text there is."""
    texts = {name: value for name, value in inputs.items() if isinstance(value, str) and not is_address(value)}
    return next((texts[name] for name in PROMPTS if name in texts), next(iter(texts.values()), ""))


def is_address(value: Any) -> bool:
    """Whether this input is the address of a file."""
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def number(inputs: dict[str, Any], name: str, default: int, bounds: tuple[int, int] = SIDES) -> int:
    """A whole number within bounds, which are those of a width or height. Raises BadInput."""
    value = inputs.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not bounds[0] <= value <= bounds[1]:
        raise BadInput(f"{name}: {value!r} is no whole number from {bounds[0]} to {bounds[1]}")
    return value


async def fetch_picture(client: httpx.AsyncClient, inputs: dict[str, Any], name: str) -> Image.Image:
    """The picture at the address in this input. Raises BadInput."""
    address = inputs.get(name)
    if not is_address(address):
        raise BadInput(f"{name}: no address of a picture")
    try:
        response = await client.get(str(address), timeout=FETCH_SECONDS, follow_redirects=True)
        picture = Image.open(io.BytesIO(response.raise_for_status().content))
        picture.load()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BadInput(f"{name}: could not be fetched ({type(error).__name__}: {error})") from error
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadInput(f"{name}: is no picture ({error})") from error
    return picture
