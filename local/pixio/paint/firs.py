"""Fir trees in a row, as silhouettes along a line."""

from __future__ import annotations

import numpy as np

from local.pixio.paint.canvas import Canvas, Stencil
from local.pixio.paint.noise import Array


def plant_firs(canvas: Canvas, ridge: Array, colour: Array, height: float, density: float) -> None:
    """Stand firs about `height` tall on a line, `density` of them to a tree's width."""
    random, stencil = canvas.random, canvas.stencil()
    count = int(canvas.aspect / height * 3.2 * density)
    groves = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, 12), random.uniform(0, 1, 12))
    for place, grove in zip(np.sort(random.uniform(0, canvas.aspect, count)), groves, strict=True):
        if random.random() > 0.25 + 0.9 * grove:
            continue
        foot = float(ridge[min(int(place * canvas.height), canvas.width - 1)]) + 0.1 * height
        _draw_fir(stencil, random, place, foot, height * random.uniform(0.55, 1.15) * (0.7 + 0.5 * grove))
    canvas.lay(stencil.cover(), colour)


def _draw_fir(stencil: Stencil, random: np.random.Generator, x: float, foot: float, height: float) -> None:
    top, half = foot - height, height * random.uniform(0.15, 0.21)
    left, right, tiers = [], [], int(np.clip(height * 45, 6, 14))
    for tier in range(tiers):
        reach = half * ((tier + 1) / tiers) ** 0.85
        y = top + height * (tier + 1) / tiers * 0.95
        left += [(x - reach * random.uniform(0.8, 1.1), y), (x - reach * 0.5, y - height * 0.12 / tiers)]
        right += [(x + reach * random.uniform(0.8, 1.1), y), (x + reach * 0.5, y - height * 0.12 / tiers)]
    stencil.shape([(x, top), *right, (x, foot), *reversed(left)])
    stencil.stroke([(x, foot - height * 0.1), (x, foot + height * 0.05)], height * 0.035)
