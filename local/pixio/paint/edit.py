"""An edit: the first picture, joined with the others if there are any, in the look that the words ask for."""

from __future__ import annotations

import hashlib
import re

import numpy as np
from PIL import Image, ImageOps

from local.pixio.paint.looks import (
    Look,
    blurred,
    dreamy,
    framed,
    graded,
    mirrored,
    monochrome,
    painted,
    pixelated,
    poster,
    sketch,
    snowed,
    vintage,
)
from local.pixio.paint.noise import smoothstep

LONGEST = 1536
LOOKS: dict[str, Look] = {
    "night moon moonlit midnight dark": graded("night", 0.62, 0.8),
    "sunset dusk sunrise warm orange": graded("sunset", 0.5),
    "golden gold summer sunny": graded("golden", 0.45, 1.05),
    "cold winter blue ice frozen": graded("winter", 0.5),
    "snow snowy snowing": snowed,
    "neon cyberpunk synthwave": graded("neon", 0.65),
    "autumn fall": graded("autumn", 0.5),
    "forest green nature": graded("forest", 0.45),
    "pink rose romantic": graded("rose", 0.5),
    "purple violet lavender magic": graded("lavender", 0.5),
    "ocean sea underwater teal": graded("ocean", 0.5),
    "black white monochrome grayscale noir": monochrome,
    "vintage retro sepia old": vintage,
    "dream dreamy soft glow": dreamy,
    "blur blurred unfocused": blurred,
    "poster cartoon comic anime posterise posterize pop": poster,
    "sketch pencil drawing drawn": sketch,
    "paint painted painting oil watercolor watercolour brush": painted,
    "pixel pixelated pixelate 8bit": pixelated,
    "mirror mirrored flip flipped": mirrored,
    "frame framed border print": framed,
}
UNASKED = ("sunset", "ocean", "lavender", "golden", "rose", "forest")


def edit_picture(pictures: list[Image.Image], positive: str, negative: str = "") -> Image.Image:
    """The first picture edited, at most 1536 pixels on its longer side.

    Every look whose word is in `positive` and not in `negative` is applied; without any, a light is chosen for the
    prompt. Further pictures melt into the first from the right and from below.
    """
    edited = _join([ImageOps.exif_transpose(picture).convert("RGB") for picture in pictures])
    words = _words(positive) - _words(negative)
    looks = [look for names, look in LOOKS.items() if not words.isdisjoint(names.split())]
    for look in looks or [_look_for(positive)]:
        edited = look(edited)
    return edited


def _join(pictures: list[Image.Image]) -> Image.Image:
    joined = ImageOps.contain(pictures[0], (LONGEST, LONGEST)) if max(pictures[0].size) > LONGEST else pictures[0]
    for picture, from_right in zip(pictures[1:], (True, False), strict=False):
        joined = Image.composite(ImageOps.fit(picture, joined.size), joined, _seam(joined.size, from_right))
    return joined


def _seam(size: tuple[int, int], from_right: bool) -> Image.Image:
    across, down = (np.linspace(0, 1, length, dtype=np.float32) for length in size)
    x, y = across[None, :], down[:, None]
    place = x + 0.16 * np.sin(y * 4) if from_right else y + 0.08 * np.sin(x * 6)
    return Image.fromarray((smoothstep(0.5, 0.78, place) * 255).astype(np.uint8))


def _look_for(prompt: str) -> Look:
    number = hashlib.sha256(prompt.encode()).digest()[0]
    return graded(UNASKED[number % len(UNASKED)], 0.42)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))
