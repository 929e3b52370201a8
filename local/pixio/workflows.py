"""What each deployment makes of its inputs: a file, written in a thread so that the server stays responsive."""

import asyncio
import io
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from PIL import Image, UnidentifiedImageError

from local.pixio.edits import edit_picture, upscaled
from local.pixio.films import write_film
from local.pixio.gallery import picture_for
from local.pixio.runs import Run

KREA_FLUX = "3d9bb06d-af94-4247-9c29-b6dc7789f820"
QWEN_EDIT = "5a152b3b-2b07-4f9f-81e0-d394b9fbd6a3"
UPSCALE = "upscale"
WAN_FIRST_LAST_FRAME = "8c463102-0525-4cf1-8535-731fee0f93b4"
FRAMES = (2, 400)
PICTURE = "ComfyUI_00001_.png"
UPSCALED = "Upscaled_00001_.jpg"  # a PNG of this size would be too large for the bucket
UPSCALED_QUALITY = 92
COMPRESSION = 1  # of PNG: higher levels are slower and hardly smaller
FETCH_SECONDS = 20.0
PROMPTS = ("text", "positive", "prompt")
SIDES = (64, 4096)
SCALES = (2, 4)


class BadInput(Exception):
    """An invalid input; the text becomes the run's error."""


def prompt_of(inputs: dict[str, Any]) -> str:
    """Return the prompt: the text with a usual name, else the first text."""
    texts = {name: value for name, value in inputs.items() if isinstance(value, str) and not is_address(value)}
    return next((texts[name] for name in PROMPTS if name in texts), next(iter(texts.values()), ""))


def is_address(value: Any) -> bool:
    """Return whether this input is the URL of a file."""
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def number(inputs: dict[str, Any], name: str, default: int, bounds: tuple[int, int] = SIDES) -> int:
    """Return an integer within bounds, by default those of a width or height. Raises BadInput."""
    value = inputs.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not bounds[0] <= value <= bounds[1]:
        raise BadInput(f"{name}: {value!r} is not a whole number from {bounds[0]} to {bounds[1]}")
    return value


async def fetch_picture(client: httpx.AsyncClient, inputs: dict[str, Any], name: str) -> Image.Image:
    """Return the picture at the URL in this input. Raises BadInput."""
    address = inputs.get(name)
    if not is_address(address):
        raise BadInput(f"{name}: not the URL of a picture")
    try:
        response = await client.get(str(address), timeout=FETCH_SECONDS, follow_redirects=True)
        picture = Image.open(io.BytesIO(response.raise_for_status().content))
        picture.load()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BadInput(f"{name}: cannot be fetched ({type(error).__name__}: {error})") from error
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadInput(f"{name}: not a picture ({error})") from error
    return picture


@dataclass(frozen=True)
class ResultMaker:
    """Makes results: a client that fetches inputs, threads that write files, and the folder of all files."""

    client: httpx.AsyncClient
    threads: Executor
    folder: Path

    async def make(self, run: Run) -> Path:
        """Write the result of a run into a folder with a random name; return the file. Raises BadInput."""
        name, write = await WORKFLOWS.get(run.deployment_id, _anything)(self, run)
        path = self.folder / secrets.token_urlsafe(24) / name
        path.parent.mkdir()
        await asyncio.get_running_loop().run_in_executor(self.threads, write, path)
        return path

    async def pictures(self, run: Run, names: list[str]) -> list[Image.Image]:
        """Return the pictures at the URLs in these inputs. Raises BadInput."""
        return [await fetch_picture(self.client, run.inputs, name) for name in names]


Result = tuple[str, Callable[[Path], None]]  # the file's name, and what writes it
Workflow = Callable[[ResultMaker, Run], Awaitable[Result]]


def film(run: Run) -> bool:
    """Return whether the run makes a film, which takes longer."""
    return run.deployment_id == WAN_FIRST_LAST_FRAME


async def _text_to_image(_: ResultMaker, run: Run) -> Result:
    inputs = run.inputs
    size = number(inputs, "width", 1024), number(inputs, "height", 1024)
    return PICTURE, lambda path: _save(picture_for(prompt_of(inputs), size, _seed(run)), path)


async def _edit(result_maker: ResultMaker, run: Run) -> Result:
    further = [name for name in ("image2", "image3") if run.inputs.get(name)]
    return await _edited(result_maker, run, ["image1", *further])


async def _first_last_frame(result_maker: ResultMaker, run: Run) -> Result:
    size = number(run.inputs, "width", 512), number(run.inputs, "height", 512)
    length = number(run.inputs, "length", 81, FRAMES)
    start, end = await result_maker.pictures(run, ["start_image", "end_image"])
    return "WanVideo2_2_00001.mp4", lambda path: write_film(path, (start, end), size, length, _seed(run))


async def _upscale(result_maker: ResultMaker, run: Run) -> Result:
    scale = number(run.inputs, "scale", 2, SCALES)
    (picture,) = await result_maker.pictures(run, ["image"])
    return UPSCALED, lambda path: upscaled(picture, scale).save(path, quality=UPSCALED_QUALITY)


async def _anything(result_maker: ResultMaker, run: Run) -> Result:
    names = [name for name, value in run.inputs.items() if is_address(value)]
    return await (_edited(result_maker, run, names) if names else _text_to_image(result_maker, run))


async def _edited(result_maker: ResultMaker, run: Run, names: list[str]) -> Result:
    pictures = await result_maker.pictures(run, names)
    negative = str(run.inputs.get("negative") or "")
    return PICTURE, lambda path: _save(edit_picture(pictures, prompt_of(run.inputs), negative, _seed(run)), path)


WORKFLOWS: dict[str, Workflow] = {
    KREA_FLUX: _text_to_image,
    QWEN_EDIT: _edit,
    UPSCALE: _upscale,
    WAN_FIRST_LAST_FRAME: _first_last_frame,
}


def _seed(run: Run) -> str:
    """Return the seed among the inputs; without one the run's id, so that the results of a set differ."""
    return str(run.inputs.get("seed", run.id))


def _save(picture: Image.Image, path: Path) -> None:
    picture.save(path, compress_level=COMPRESSION)
