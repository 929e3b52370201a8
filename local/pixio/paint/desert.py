"""A desert: dunes with a lit and a shaded side, ripples in the sand, a low sun."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from local.pixio.paint.canvas import Canvas
from local.pixio.paint.colour import mix
from local.pixio.paint.noise import Array, Random, line, smoothstep
from local.pixio.paint.prompt import Scene
from local.pixio.paint.sky import paint_sky

HORIZON = 0.55
DUNES = 6
WAVES = 4


@dataclass(frozen=True)
class Dune:
    """One dune, 0 far to 1 near: its line, what it covers from row `top` on, and how far below the line that is."""

    nearness: float
    crest: Array
    cover: Array
    top: int
    down: Array


class Sand:
    """Rolling ground without end: a few sine waves across one another."""

    def __init__(self, random: Random) -> None:
        turns = random.normal(0, 0.75, WAVES)
        rates = random.uniform(3.2, 8.5, WAVES)
        self.across, self.down = rates * np.cos(turns), rates * np.sin(turns)
        self.phases, self.weights = random.uniform(0, 2 * np.pi, WAVES), 4.5 / rates / WAVES

    def height(self, x: Array, y: Array) -> Array:
        """The ground at these places, within about ±1."""
        total = np.zeros(np.broadcast_shapes(x.shape, y.shape), dtype=np.float32)
        for across, down, phase, weight in zip(self.across, self.down, self.phases, self.weights, strict=True):
            total += weight * np.sin(np.float32(across) * x + np.float32(down) * y + np.float32(phase))
        return total


def paint_desert(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    sun = paint_sky(canvas, scene, HORIZON)
    sand = Sand(canvas.random)
    for number in range(DUNES):
        _paint_dune(canvas, scene, number / (DUNES - 1), sand, sun[0])


def _paint_dune(canvas: Canvas, scene: Scene, nearness: float, sand: Sand, sun_x: float) -> None:
    palette, crest = scene.palette, _crest(canvas, nearness)
    cover, top = canvas.below(crest)
    dune = Dune(nearness, crest, cover, top, canvas.y[top:] - crest)
    lit, shaded = mix(palette.far, palette.light, 0.35), mix(palette.near, palette.far, 0.45 - 0.25 * nearness)
    lit, shaded = (mix(tone, palette.horizon, 0.5 * (1 - nearness)) for tone in (lit, shaded))
    facing = _facing(canvas, dune, sand, 1.0 if sun_x > canvas.aspect / 2 else -1.0)
    canvas.lay(cover, shaded + (lit - shaded) * facing[..., None], top)
    _paint_ripples(canvas, scene, dune, facing, sand)


def _crest(canvas: Canvas, nearness: float) -> Array:
    swell = line(canvas.random, canvas.width, (1.3 + 2.2 * (1 - nearness)) * canvas.aspect, 2, 0.3)
    return np.asarray(HORIZON + 0.03 + 0.34 * nearness**1.3 - (0.04 + 0.1 * nearness) * swell, dtype=np.float32)


def _facing(canvas: Canvas, dune: Dune, sand: Sand, towards: float) -> Array:
    """How much the sand faces the sun: long soft windward slopes that break at a sharp edge."""
    size = 1.25 - 0.65 * dune.nearness
    x = canvas.x * size + dune.nearness * 3.7
    y = (dune.down * 2.3 + dune.crest * 0.8) * size
    bend = sand.height(x * 0.6 + 4, y * 0.6)
    ridged = -np.abs(sand.height(x + 0.32 * bend, y + 0.1 * bend))
    slope = np.gradient(ridged, axis=1) * canvas.height * towards / size
    rise = -np.gradient(dune.crest)[None, :] * canvas.height * towards
    return smoothstep(-1.6, 1.9, slope + 3 * rise * np.exp(-dune.down / 0.12))


def _paint_ripples(canvas: Canvas, scene: Scene, dune: Dune, facing: Array, sand: Sand) -> None:
    bend = sand.height(canvas.x * 1.3 + dune.nearness, dune.down * 2)
    waves = np.sin(np.clip(dune.down, 0, 1) ** 0.8 * 330 + bend * 7 + canvas.x * 14)
    strength = 0.13 * dune.nearness**2 * smoothstep(0.0, 0.25, dune.down) * dune.cover * facing
    canvas.lay(np.clip(waves, 0, 1) * strength, scene.palette.near, dune.top)
    canvas.lay(np.clip(-waves, 0, 1) * strength, scene.palette.light, dune.top)
