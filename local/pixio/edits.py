"""An edit: the first picture, joined with the others if there are any, in the look that the words ask for."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

LONGEST = 1536
Look = Callable[[Image.Image], Image.Image]


def edit_picture(pictures: list[Image.Image], positive: str, negative: str = "") -> Image.Image:
    """The first picture edited, at most 1536 pixels on its longer side.

    Every look whose word is in `positive` and not in `negative` is applied; without any, a light is chosen for the
    prompt. Further pictures melt into the first from the right and from below.
    """
    edited = _join([ImageOps.exif_transpose(picture).convert("RGB") for picture in pictures])
    words = _words(positive) - _words(negative)
    looks = [look for names, look in LOOKS.items() if not words.isdisjoint(names.split())]
    for look in looks or [Random(positive).choice(LIGHTS)]:
        edited = look(edited)
    return edited


def _join(pictures: list[Image.Image]) -> Image.Image:
    joined = ImageOps.contain(pictures[0], (LONGEST, LONGEST)) if max(pictures[0].size) > LONGEST else pictures[0]
    down = Image.linear_gradient("L").point([min(255, max(0, (value - 128) * 4)) for value in range(256)])
    for picture, seam in zip(pictures[1:], (down.transpose(Image.Transpose.ROTATE_90), down), strict=False):
        joined = Image.composite(ImageOps.fit(picture, joined.size), joined, seam.resize(joined.size))
    return joined


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def light(shadows: str, middle: str, highlights: str, strength: float = 0.5) -> Look:
    """Shadows, middle tones and highlights take these colours."""

    def look(picture: Image.Image) -> Image.Image:
        grey = ImageOps.autocontrast(ImageOps.grayscale(picture), cutoff=0.5)
        return Image.blend(picture, ImageOps.colorize(grey, shadows, highlights, middle), strength)

    return look


def monochrome(picture: Image.Image) -> Image.Image:
    """Black and white, with a firm contrast."""
    return ImageEnhance.Contrast(ImageOps.grayscale(picture)).enhance(1.25).convert("RGB")


def vintage(picture: Image.Image) -> Image.Image:
    """Faded sepia, darker towards the corners."""
    sepia = ImageOps.colorize(ImageOps.grayscale(picture), "#2b1a10", "#fff1d6", "#b58a5c")
    corners = Image.radial_gradient("L").point([255 - max(0, value - 96) for value in range(256)])
    return ImageChops.multiply(sepia, corners.resize(picture.size).convert("RGB"))


def dreamy(picture: Image.Image) -> Image.Image:
    """Soft, with light that spills over its edges."""
    glow = picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 60))
    return Image.blend(picture, ImageChops.screen(picture, glow), 0.55)


def poster(picture: Image.Image) -> Image.Image:
    """Few flat colours within dark outlines."""
    flat = ImageOps.posterize(ImageEnhance.Color(picture.filter(ImageFilter.MedianFilter(5))).enhance(1.5), 3)
    return ImageChops.multiply(flat, _outlines(picture).convert("RGB"))


def sketch(picture: Image.Image) -> Image.Image:
    """A pencil drawing on paper."""
    return ImageOps.colorize(_outlines(picture), "#2a2926", "#f8f4ea")


def _outlines(picture: Image.Image) -> Image.Image:
    edges = ImageOps.grayscale(picture).filter(ImageFilter.GaussianBlur(1)).filter(ImageFilter.FIND_EDGES)
    return edges.point([max(0, 255 - 4 * value) for value in range(256)])


def pixelated(picture: Image.Image) -> Image.Image:
    """Large square pixels in few colours."""
    coarse = picture.reduce(14).quantize(32).convert("RGB")
    return coarse.resize(picture.size, Image.Resampling.NEAREST)


def snowed(picture: Image.Image) -> Image.Image:
    """Cold light and falling snow."""
    small = tuple(max(1, length // 2) for length in picture.size)
    flakes = Image.effect_noise((small[0], small[1]), 50).point([255 * (value > 250) for value in range(256)])
    soft = flakes.resize(picture.size).filter(ImageFilter.GaussianBlur(max(picture.size) / 900))
    return ImageChops.screen(COLD(picture), soft.convert("RGB"))


SUNSET, OCEAN = light("#20122f", "#c7427a", "#ffe09a"), light("#0a3147", "#57b8cf", "#f1f7e3")
COLD, GOLDEN = light("#2a4262", "#93b3d8", "#ffffff"), light("#3a2418", "#e9a974", "#fff6d6", 0.45)
FOREST, ROSE = light("#0d2a20", "#93b8a0", "#fffce0", 0.45), light("#4a2247", "#e3a9c8", "#fff8f0")
LAVENDER = light("#261f4d", "#9488c8", "#fff6ff")
LIGHTS = (SUNSET, OCEAN, LAVENDER, GOLDEN, ROSE, FOREST)
LOOKS: dict[str, Look] = {
    "night moon moonlit midnight dark": light("#020408", "#142a57", "#8fb0d8", 0.7),
    "sunset dusk sunrise warm orange": SUNSET,
    "golden gold summer sunny": GOLDEN,
    "cold winter blue ice frozen": COLD,
    "snow snowy snowing": snowed,
    "neon cyberpunk synthwave": light("#090316", "#b81a9a", "#22e6ff", 0.65),
    "autumn fall": light("#33160f", "#d9813f", "#fff2d0"),
    "forest green nature": FOREST,
    "pink rose romantic": ROSE,
    "purple violet lavender magic": LAVENDER,
    "ocean sea underwater teal": OCEAN,
    "black white monochrome grayscale noir": monochrome,
    "vintage retro sepia old": vintage,
    "dream dreamy soft glow blur blurred": dreamy,
    "poster cartoon comic anime pop paint painted painting oil watercolor watercolour": poster,
    "sketch pencil drawing drawn": sketch,
    "pixel pixelated pixelate 8bit": pixelated,
    "mirror mirrored flip flipped": ImageOps.mirror,
}
