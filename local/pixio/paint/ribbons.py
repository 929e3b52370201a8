"""Ribbons of light: bundles of fine lines that swing across the dark and glow where they gather."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from local.pixio.paint.canvas import FINE, Canvas
from local.pixio.paint.colour import mix, ramp
from local.pixio.paint.noise import Array
from local.pixio.paint.prompt import Scene

BUNDLES = 4
LINES = 44
POINTS = 160


def paint_ribbons(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    palette = scene.palette
    dark = palette.near * 0.55
    canvas.fill_down(ramp([dark, mix(dark, palette.sky[0], 0.45), dark]))
    for _ in range(2):
        place = (canvas.random.uniform(0.2, 0.8) * canvas.aspect, canvas.random.uniform(0.3, 0.7))
        canvas.glow(place, 0.42, palette.accents[int(canvas.random.integers(0, 3))], 0.3, 1.6)
    for number in range(BUNDLES):
        _paint_bundle(canvas, scene, number)


def _paint_bundle(canvas: Canvas, scene: Scene, number: int) -> None:
    accents = scene.palette.accents
    colours = ramp(
        [accents[number % 4], mix(accents[(number + 1) % 4], scene.palette.light, 0.2), accents[(number + 2) % 4]],
        steps=LINES,
    )
    sheet = Image.new("RGB", (canvas.width * FINE, canvas.height * FINE))
    draw = ImageDraw.Draw(sheet)
    for colour, curve in zip(colours, _curves(canvas), strict=True):
        fill = tuple(int(value * 190) for value in colour)
        draw.line(
            [(float(x), float(y)) for x, y in curve], fill=fill, width=max(1, canvas.height // 620), joint="curve"
        )
    _shine(canvas, sheet)


def _curves(canvas: Canvas) -> Array:
    random, scale = canvas.random, canvas.height * FINE
    t = np.linspace(-0.05, 1.05, POINTS)[None, :]
    spread = np.linspace(-1, 1, LINES)[:, None]
    phases, rates = random.uniform(0, 2 * np.pi, 5), random.uniform(0.6, 1.9, 5)
    middle = 0.5 + random.uniform(-0.16, 0.16) + 0.2 * np.sin(2 * np.pi * rates[0] * t + phases[0])
    width = 0.03 + 0.15 * np.sin(np.pi * rates[1] * t + phases[1]) ** 2
    twist = np.sin(np.pi * rates[2] * t + phases[2] + spread * 1.3)
    y = middle + width * spread * twist + 0.05 * np.sin(2 * np.pi * (rates[3] * t + spread * 0.22) + phases[3])
    x = np.broadcast_to(t * canvas.aspect, y.shape)
    return np.stack([x, y], axis=2).astype(np.float32) * scale


def _shine(canvas: Canvas, sheet: Image.Image) -> None:
    lines = sheet.reduce(FINE)
    bloom = lines.reduce(10).resize(lines.size, Image.Resampling.BICUBIC)
    for light, strength in ((lines, 1.0), (bloom, 0.75)):
        canvas.pixels += np.asarray(light, dtype=np.float32) / 255 * strength * (1 - np.clip(canvas.pixels, 0, 1))
