"""Mountains: ridge behind ridge into the haze, snow on the peaks, firs on the nearest, sometimes a lake."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from local.pixio.paint.canvas import Canvas
from local.pixio.paint.colour import mix
from local.pixio.paint.firs import plant_firs
from local.pixio.paint.noise import Array, line, look_up, smoothed, smoothstep, tile
from local.pixio.paint.prompt import Scene
from local.pixio.paint.sky import paint_sky
from local.pixio.paint.water import mirror

HORIZON = 0.62
RIDGES = 6


@dataclass(frozen=True)
class Ridge:
    """One ridge, 0 far to 1 near: its line, and what it covers from row `top` on."""

    nearness: float
    crest: Array
    cover: Array
    top: int


def paint_mountains(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    lake = scene.wants("lake", "fjord", "reflection", "river", "mirror") or scene.random.random() < 0.4
    sun = paint_sky(canvas, scene, HORIZON)
    rock = tile(canvas.random, 256, 1.25)
    last = RIDGES - 2 if lake else RIDGES
    for number in range(last):
        _paint_ridge(canvas, scene, number / (RIDGES - 1), rock, sun[0])
    if lake:
        mirror(canvas, scene, 0.74)
        _paint_ridge(canvas, scene, 1.0, rock, sun[0])


def _paint_ridge(canvas: Canvas, scene: Scene, nearness: float, rock: Array, sun_x: float) -> None:
    palette, crest = scene.palette, _crest(canvas, nearness)
    cover, top = canvas.below(crest)
    body = mix(mix(palette.far, palette.horizon, 0.35 * (1 - nearness)), palette.near, nearness**1.25)
    depth = (canvas.y[top:] - smoothed(crest, canvas.height // 10)) / 0.22
    mist = np.clip(depth, 0, 1)[..., None] * (0.85 - 0.75 * nearness)
    canvas.lay(cover, body + mist * (mix(palette.horizon, palette.far, 0.15) - body), top)
    if nearness < 0.9:
        _light_slopes(canvas, scene, Ridge(nearness, crest, cover, top), rock, sun_x)
    if nearness > 0.7:
        plant_firs(canvas, crest, body, height=0.02 + 0.06 * nearness**3, density=1.0)


def _crest(canvas: Canvas, nearness: float) -> Array:
    peaks = 1 - np.abs(line(canvas.random, canvas.width, (2.2 + 2.5 * nearness) * canvas.aspect, 7, 0.5)) * 2
    rolling = line(canvas.random, canvas.width, 1.6 * canvas.aspect, 3)
    height = 0.34 * (1 - nearness) ** 0.7 + 0.07
    base = 0.66 + 0.3 * nearness**1.6
    blend = peaks * (1 - 0.75 * nearness) + rolling * (0.25 + 0.75 * nearness)
    return np.asarray(base - height * (0.32 + 0.68 * blend), dtype=np.float32)


def _light_slopes(canvas: Canvas, scene: Scene, ridge: Ridge, rock: Array, sun_x: float) -> None:
    palette, top, cover = scene.palette, ridge.top, ridge.cover
    down = canvas.y[top:] - ridge.crest
    across = np.broadcast_to(canvas.x, down.shape)
    facets = look_up(rock, across * 1.3 - np.sign(sun_x - canvas.x) * down * 0.9, down * 0.8 + ridge.nearness)
    lit = smoothstep(0.48, 0.62, facets) * np.exp(-down / 0.13) * cover
    canvas.lay(lit * 0.3 * (1 - ridge.nearness), mix(palette.light, palette.horizon, 0.4), top)
    melt = 4.5 if scene.wants("snow", "winter", "ice") else 8
    snow = smoothstep(0.42, 0.58, facets + 0.25 - down * melt) * cover
    altitude = smoothstep(0.56, 0.36, np.broadcast_to(canvas.y[top:], down.shape))
    canvas.lay(snow * altitude * 0.7, mix(palette.light, palette.sky[1], 0.18), top)
