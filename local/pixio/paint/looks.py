"""Looks that an edit can ask for in words: each takes a picture and returns it changed, same size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from local.pixio.paint.colour import mix, paint_by, ramp
from local.pixio.paint.noise import Array
from local.pixio.paint.palette import PALETTES

Look = Callable[[Image.Image], Image.Image]
SNOW = 7  # any number: the same flakes fall in every picture of one size


def graded(name: str, strength: float, brightness: float = 1.0) -> Look:
    """The light of a palette: shadows, middle tones and highlights take its colours."""

    def look(picture: Image.Image) -> Image.Image:
        palette = PALETTES[name]
        middle = mix(palette.far, palette.sky[2], 0.5)
        tones = paint_by(
            _lightness(picture), ramp([palette.near, middle, palette.sky[-2], palette.light], (0, 0.45, 0.8, 1))
        )
        toned = _image(_values(picture) * (1 - strength) + tones * strength)
        return ImageEnhance.Brightness(toned).enhance(brightness)

    return look


def monochrome(picture: Image.Image) -> Image.Image:
    """Black and white, with a firm contrast."""
    return ImageEnhance.Contrast(ImageOps.grayscale(picture)).enhance(1.25).convert("RGB")


def vintage(picture: Image.Image) -> Image.Image:
    """Faded sepia, darker towards the corners."""
    sepia = ImageOps.colorize(ImageOps.grayscale(picture), "#2b1a10", "#fff1d6", "#b58a5c")
    across, down = (np.linspace(-1, 1, length) for length in picture.size)
    shade = 1 - 0.45 * np.clip((across[None, :] ** 2 + down[:, None] ** 2) / 2, 0, 1) ** 1.6
    return _image(_values(sepia) * shade[..., None])


def dreamy(picture: Image.Image) -> Image.Image:
    """Soft, with light that spills over its edges."""
    glow = picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 60))
    return Image.blend(picture, ImageChops.screen(picture, glow), 0.55)


def blurred(picture: Image.Image) -> Image.Image:
    """Out of focus."""
    return picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 90))


def poster(picture: Image.Image) -> Image.Image:
    """Few flat colours within dark outlines."""
    flat = ImageOps.posterize(ImageEnhance.Color(picture.filter(ImageFilter.MedianFilter(5))).enhance(1.5), 3)
    return ImageChops.multiply(flat, _outlines(picture, 3.0).convert("RGB"))


def sketch(picture: Image.Image) -> Image.Image:
    """A pencil drawing on paper."""
    grey = ImageOps.grayscale(picture)
    soft = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(picture.size) / 110))
    dodged = np.clip(_values(grey) / np.clip(1 - _values(soft), 0.05, 1), 0, 1)
    return ImageOps.colorize(_image(dodged**1.6), "#2a2926", "#f8f4ea")


def painted(picture: Image.Image) -> Image.Image:
    """Broad strokes of saturated colour."""
    small = picture.reduce(3)
    strokes = small.filter(ImageFilter.ModeFilter(5)).filter(ImageFilter.MedianFilter(3))
    canvas = strokes.resize(picture.size, Image.Resampling.BICUBIC).filter(ImageFilter.EDGE_ENHANCE_MORE)
    return ImageEnhance.Color(canvas).enhance(1.45)


def pixelated(picture: Image.Image) -> Image.Image:
    """Large square pixels in few colours."""
    coarse = picture.reduce(14)
    return coarse.quantize(32).convert("RGB").resize(picture.size, Image.Resampling.NEAREST)


def mirrored(picture: Image.Image) -> Image.Image:
    """Left for right."""
    return ImageOps.mirror(picture)


def framed(picture: Image.Image) -> Image.Image:
    """A pale mount around it, as around a print."""
    edge = round(min(picture.size) * 0.07)
    inner = picture.resize((picture.width - 2 * edge, picture.height - 2 * edge), Image.Resampling.LANCZOS)
    return ImageOps.expand(ImageOps.expand(inner, 2, "#3a3835"), edge - 2, "#f6f2ea")


def snowed(picture: Image.Image) -> Image.Image:
    """Cold light and falling snow."""
    random, (width, height) = np.random.default_rng(SNOW), picture.size
    flakes = np.zeros((height, width), dtype=np.float32)
    count = width * height // 2500
    flakes[random.integers(0, height, count), random.integers(0, width, count)] = random.uniform(0.4, 1, count)
    soft = _image(flakes).filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.GaussianBlur(max(picture.size) / 900))
    return ImageChops.screen(graded("winter", 0.45)(picture), soft.convert("RGB"))


def _outlines(picture: Image.Image, strength: float) -> Image.Image:
    edges = ImageOps.grayscale(picture).filter(ImageFilter.GaussianBlur(1)).filter(ImageFilter.FIND_EDGES)
    return _image(np.clip(1 - strength * _values(edges), 0, 1))


def _lightness(picture: Image.Image) -> Array:
    return _values(ImageOps.autocontrast(ImageOps.grayscale(picture), cutoff=0.5))


def _values(picture: Image.Image) -> Array:
    return np.asarray(picture, dtype=np.float32) / 255


def _image(values: Array) -> Image.Image:
    return Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8))
