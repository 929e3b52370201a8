"""The examples on the start page: pictures with their prompts, an edit before and after, and a video."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.pictures.artist import Artist

QUALITY = 84
PROMPTS = {
    "lighthouse": "A lighthouse over the sea at dusk",
    "city": "A city street full of neon light",
    "aurora": "Aurora over mountains and a still fjord",
    "dunes": "Golden dunes in the last light of the day",
    "lavender": "A meadow of lavender flowers, dreamy",
    "silk": "Folds of silk in warm light, close up",
}
"""The pictures of the gallery, `example-<name>.webp`. The prompts are those of web/src/texts/en/pages.ts."""


def make_examples(artist: Artist, folder: Path) -> None:
    """Write `example-*` and `made-*` into the folder: WebP pictures, and the video with its first frame."""
    for name, prompt in PROMPTS.items():
        write_webp(
            artist.file(artist.make("krea-flux", text=prompt, width=1024, height=768)), folder / f"example-{name}.webp"
        )
    size = {"width": 1024, "height": 768}
    picture = artist.make("krea-flux", text="A meadow of poppies in golden light", **size)
    before = artist.make("krea-flux", text="Mountains at sunset over a still lake", **size)
    after = artist.make("qwen-edit", image1=before, positive="Make it a cold winter day, with snow")
    for name, path in (("image", picture), ("edit-before", before), ("edit-after", after)):
        write_webp(artist.file(path), folder / f"made-{name}.webp")
    _make_video(artist, folder, size)


def write_webp(image: bytes, file: Path) -> None:
    """Write an image of any format as WebP."""
    Image.open(io.BytesIO(image)).convert("RGB").save(file, quality=QUALITY, method=6)


def _make_video(artist: Artist, folder: Path, size: dict[str, int]) -> None:
    first = artist.make("krea-flux", text="A sailboat at golden hour", **size)
    last = artist.make("krea-flux", text="A sailboat on the sea at night", **size)
    frames = {"start_image": first, "end_image": last, "positive": "The sun goes down, the moon comes up"}
    video = artist.make("wan-first-last-frame", **frames, width=512, height=384, length=65)
    (folder / "made-video.mp4").write_bytes(artist.file(video))
    write_webp(artist.file(first), folder / "made-video.webp")
