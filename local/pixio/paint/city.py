"""A city at its hour: blocks behind blocks into the haze, lit windows, and their light on the water."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from local.pixio.paint.canvas import FINE, Canvas, Stencil
from local.pixio.paint.colour import mix
from local.pixio.paint.noise import Array
from local.pixio.paint.prompt import Scene
from local.pixio.paint.sky import paint_sky
from local.pixio.paint.water import mirror

HORIZON = 0.74
ROWS = 4


def paint_city(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    paint_sky(canvas, scene, HORIZON)
    for number in range(ROWS):
        nearness = number / (ROWS - 1)
        _paint_row(canvas, scene, nearness)
        haze = np.clip((canvas.y - HORIZON + 0.3) / 0.3, 0, 1) ** 2 * (0.4 - 0.33 * nearness)
        canvas.lay(
            np.broadcast_to(haze, canvas.pixels.shape[:2]), mix(scene.palette.horizon, scene.palette.accents[1], 0.15)
        )
    mirror(canvas, scene, HORIZON + 0.03)


def _paint_row(canvas: Canvas, scene: Scene, nearness: float) -> None:
    blocks, windows = canvas.stencil(), Windows(canvas, scene)
    x = -0.05
    while x < canvas.aspect + 0.05:
        width = canvas.random.uniform(0.035, 0.085) * (0.7 + 0.6 * nearness)
        height = _height(canvas, x + width / 2, nearness)
        _draw_block(canvas, blocks, x, width, height)
        if nearness > 0.2:
            windows.light(x, width, HORIZON - height, HORIZON + 0.04, nearness)
        x += width * canvas.random.uniform(0.92, 1.25)
    body = mix(
        mix(scene.palette.far, scene.palette.horizon, 0.3 * (1 - nearness)), scene.palette.near, 0.15 + 0.85 * nearness
    )
    canvas.lay(blocks.cover(), body)
    windows.lay(strength=0.25 + 0.75 * nearness)


def _height(canvas: Canvas, x: float, nearness: float) -> float:
    centre = np.exp(-(((x / canvas.aspect - 0.5 - 0.12 * np.sin(nearness * 5)) / 0.3) ** 2))
    tall = canvas.random.power(1.2) * (0.2 + 0.42 * centre * (1 - 0.35 * nearness))
    return float(0.05 + tall * (1.2 - 0.8 * nearness))


def _draw_block(canvas: Canvas, blocks: Stencil, x: float, width: float, height: float) -> None:
    top, bottom, style = HORIZON - height, HORIZON + 0.06, canvas.random.random()
    blocks.shape([(x, bottom), (x, top), (x + width, top), (x + width, bottom)])
    middle = x + width / 2
    if style < 0.28:
        for share, rise in ((0.7, 0.018), (0.42, 0.034)):
            half = width * share / 2
            blocks.shape(
                [(middle - half, top), (middle - half, top - rise), (middle + half, top - rise), (middle + half, top)]
            )
        blocks.stroke([(middle, top), (middle, top - 0.034 - height * 0.14)], 0.0022)
    elif style < 0.4:
        blocks.shape([(x, top), (x + width, top - 0.04), (x + width, top)])
    elif style < 0.5:
        blocks.shape([(x, top), (middle, top - 0.06), (x + width, top)])
    elif style < 0.7:
        blocks.stroke([(x + width * 0.3, top), (x + width * 0.3, top - 0.025)], 0.0018)


class Windows:
    """The lit windows of one row of blocks."""

    def __init__(self, canvas: Canvas, scene: Scene) -> None:
        self.canvas, self.scene = canvas, scene
        self.sheet = Image.new("RGB", (canvas.width * FINE, canvas.height * FINE))
        self.draw = ImageDraw.Draw(self.sheet)
        self.colours = [tuple(int(value * 255) for value in accent) for accent in scene.palette.accents]

    def light(self, x: float, width: float, top: float, bottom: float, nearness: float) -> None:
        """Light some windows of a block, floor by floor."""
        random, scale = self.canvas.random, self.canvas.height * FINE
        pane = 0.0042 + 0.0035 * nearness
        columns, floors = int(width / pane / 1.7), int((bottom - top) / pane / 1.9)
        if columns < 2 or floors < 2:
            return
        main = self.colours[int(random.integers(0, len(self.colours)))] if random.random() < 0.35 else self.colours[0]
        busy = random.uniform(0.12, 0.5) if self.scene.palette.dark else random.uniform(0.03, 0.22)
        lit = random.random((floors, columns)) < busy
        margin = (width - columns * pane * 1.7 + pane * 0.7) / 2
        for floor, column in np.argwhere(lit):
            left, upper = x + margin + column * pane * 1.7, top + pane * (1 + 1.9 * floor)
            colour = main if random.random() < 0.85 else self.colours[int(random.integers(0, len(self.colours)))]
            dim = random.uniform(0.45, 1)
            box = (left * scale, upper * scale, (left + pane) * scale, (upper + pane * 1.1) * scale)
            self.draw.rectangle(box, fill=tuple(int(value * dim) for value in colour))

    def lay(self, strength: float) -> None:
        """Add their light to the picture, with a little bloom."""
        lights = self.sheet.reduce(FINE)
        small = lights.reduce(8)
        bloom = small.resize(lights.size, Image.Resampling.BICUBIC)
        for sheet, share in ((lights, 1.0), (bloom, 0.9)):
            light: Array = np.asarray(sheet, dtype=np.float32) / 255 * (strength * share)
            self.canvas.pixels += light * (1 - np.clip(self.canvas.pixels, 0, 1))
