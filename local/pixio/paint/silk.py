"""Folded silk: noise that bends itself twice, coloured by its folds and lit from one side."""

from __future__ import annotations

import numpy as np

from local.pixio.paint.canvas import Canvas
from local.pixio.paint.colour import mix, paint_by, ramp
from local.pixio.paint.noise import Array, enlarged, look_up, normalised, tile
from local.pixio.paint.prompt import Scene

SPAN = 0.5  # of the cloth that is seen
GRID = 768  # folds are smooth, so they are worked out this small and enlarged


def paint_silk(canvas: Canvas, scene: Scene) -> None:
    """Paint the whole scene."""
    folds, bend = _folds(canvas, scene)
    palette = scene.palette
    colours = ramp(
        [palette.near, palette.sky[0], palette.accents[2], palette.accents[0], palette.accents[1], palette.light]
    )
    canvas.pixels[:] = paint_by(np.clip(0.08 + 0.84 * folds + 0.12 * (bend - 0.5), 0, 1), colours)
    down, across = np.gradient(folds)
    scale = canvas.height / 5.5
    relief = np.tanh((across * 0.8 - down) * scale)
    canvas.screen(np.clip(relief, 0, 1) ** 1.5 * 0.42, mix(palette.light, palette.accents[1], 0.25))
    canvas.lay(np.clip(-relief, 0, 1) * 0.5, palette.near)
    sheen = np.clip(1 - np.abs(relief - 0.35) * 3.2, 0, 1) ** 2
    canvas.screen(sheen * 0.16, palette.light)


def _folds(canvas: Canvas, scene: Scene) -> tuple[Array, Array]:
    height = min(GRID, canvas.height)
    width, span = max(1, round(height * canvas.aspect)), min(SPAN, 0.95 / canvas.aspect)
    x = np.broadcast_to(np.linspace(0, span * canvas.aspect, width, dtype=np.float32), (height, width))
    y = np.broadcast_to(np.linspace(0, span, height, dtype=np.float32)[:, None], (height, width))
    cloth, reach = tile(canvas.random, 512, 2.7), scene.random.uniform(0.5, 0.85)
    first_x, first_y = look_up(cloth, x, y) - 0.5, look_up(cloth, x + 0.52, y + 0.13) - 0.5
    second_x = look_up(cloth, x + reach * first_x + 0.17, y + reach * first_y + 0.92) - 0.5
    second_y = look_up(cloth, x + reach * first_x + 0.83, y + reach * first_y + 0.28) - 0.5
    folds = look_up(cloth, x + reach * second_x, y + reach * second_y)
    return _enlarged(_evened(folds), canvas), _enlarged(np.hypot(second_x, second_y), canvas)


def _evened(values: Array) -> Array:
    """Stretched where many values lie close together, so that every colour has its share of the picture."""
    ranks = np.sort(values.ravel()[::61])
    return np.asarray(0.65 * np.interp(values, ranks, np.linspace(0, 1, len(ranks))) + 0.35 * normalised(values))


def _enlarged(part: Array, canvas: Canvas) -> Array:
    return np.clip(enlarged(normalised(part), canvas.width, canvas.height), 0, 1)
