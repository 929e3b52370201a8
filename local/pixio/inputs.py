"""The inputs of a run: its prompt, its numbers, and the pictures that are fetched from their addresses."""

from __future__ import annotations

import io
from typing import Any

import httpx
from PIL import Image, UnidentifiedImageError

FETCH_SECONDS = 20.0
LARGEST = 50 * 1024 * 1024
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


def side(inputs: dict[str, Any], name: str, default: int) -> int:
    """A width or height in pixels. Raises BadInput."""
    return number(inputs, name, default, SIDES)


def number(inputs: dict[str, Any], name: str, default: int, bounds: tuple[int, int]) -> int:
    """A whole number within bounds. Raises BadInput."""
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
        data = await _download(client, str(address))
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BadInput(f"{name}: could not be fetched ({type(error).__name__}: {error})") from error
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadInput(f"{name}: is no picture ({error})") from error
    return picture


async def _download(client: httpx.AsyncClient, address: str) -> bytes:
    async with client.stream("GET", address, timeout=FETCH_SECONDS, follow_redirects=True) as response:
        response.raise_for_status()
        data = bytearray()
        async for part in response.aiter_bytes():
            data += part
            if len(data) > LARGEST:
                raise OSError(f"larger than {LARGEST} bytes")
    return bytes(data)
