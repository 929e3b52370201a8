"""Edits of pictures: the first one, joined with the others, in the look that the prompt asks for."""

import re
from collections.abc import Callable
from random import Random

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from local.pixio.gallery import grained

LONGEST = 1536
LONGEST_UPSCALED = 4096
Look = Callable[[Image.Image], Image.Image]


def edit_picture(pictures: list[Image.Image], positive: str, negative: str = "", seed: str = "") -> Image.Image:
    """Return the first picture edited, at most 1536 pixels on its longer side.

    Each look whose word is in `positive` and not in `negative` is applied; without one, prompt and seed pick a light at
    random. Further pictures fade into the first from the right and from below. Each seed gives another grain.
    """
    edited = _join([ImageOps.exif_transpose(picture).convert("RGB") for picture in pictures])
    words = _words(positive) - _words(negative)
    looks = [look for names, look in LOOKS.items() if not words.isdisjoint(names.split())]
    for look in looks or [Random(positive + seed).choice(LIGHTS)]:
        edited = look(edited)
    return grained(edited, Random(seed))


def upscaled(picture: Image.Image, scale: int) -> Image.Image:
    """Return the picture this many times larger, at most 4096 pixels on its longer side, and sharpened."""
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    factor = min(scale, LONGEST_UPSCALED / max(upright.size))
    size = (round(upright.width * factor), round(upright.height * factor))
    return upright.resize(size, Image.Resampling.LANCZOS).filter(ImageFilter.UnsharpMask(2, 60, 2))


def _join(pictures: list[Image.Image]) -> Image.Image:
    joined = ImageOps.contain(pictures[0], (LONGEST, LONGEST)) if max(pictures[0].size) > LONGEST else pictures[0]
    down = Image.linear_gradient("L").point([min(255, max(0, (value - 128) * 4)) for value in range(256)])
    for picture, seam in zip(pictures[1:], (down.transpose(Image.Transpose.ROTATE_90), down), strict=False):
        joined = Image.composite(ImageOps.fit(picture, joined.size), joined, seam.resize(joined.size))
    return joined


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def light(shadows: str, middle: str, highlights: str, strength: float = 0.5) -> Look:
    """Return a look that colours shadows, middle tones and highlights."""

    def look(picture: Image.Image) -> Image.Image:
        grey = ImageOps.autocontrast(ImageOps.grayscale(picture), cutoff=0.5)
        return Image.blend(picture, ImageOps.colorize(grey, shadows, highlights, middle), strength)

    return look


def monochrome(picture: Image.Image) -> Image.Image:
    """Black and white, with a firm contrast."""
    return ImageEnhance.Contrast(ImageOps.grayscale(picture)).enhance(1.25).convert("RGB")


VINTAGE = light("#2b1a10", "#b58a5c", "#fff1d6", 1)
SUNSET = light("#20122f", "#c7427a", "#ffe09a")
GOLDEN = light("#3a2418", "#e9a974", "#fff6d6", 0.45)
COLD = light("#2a4262", "#93b3d8", "#ffffff")
FOREST = light("#0d2a20", "#93b8a0", "#fffce0", 0.45)
LAVENDER = light("#261f4d", "#9488c8", "#fff6ff")
LIGHTS = (SUNSET, GOLDEN, FOREST, LAVENDER)
LOOKS: dict[str, Look] = {
    "night moon moonlit midnight dark": light("#020408", "#142a57", "#8fb0d8", 0.7),
    "neon cyberpunk synthwave": light("#090316", "#b81a9a", "#22e6ff", 0.65),
    "sunset dusk sunrise warm orange autumn fall": SUNSET,
    "golden gold summer sunny": GOLDEN,
    "cold winter snow snowy blue ice frozen ocean sea underwater": COLD,
    "forest green nature": FOREST,
    "purple violet lavender magic pink rose romantic": LAVENDER,
    "black white monochrome grayscale noir": monochrome,
    "vintage retro sepia old": VINTAGE,
    "mirror mirrored flip flipped": ImageOps.mirror,
}
