"""Smooth random numbers: along a line, over a picture, and as a tile that can be looked up anywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.floating[Any]]
Random = np.random.Generator


def line(random: Random, length: int, cells: float, octaves: int = 5, roughness: float = 0.5) -> Array:
    """Noise along `length` points, mean 0, within about ±1; `cells` bumps across at the coarsest octave."""
    at = np.linspace(0, 1, length, dtype=np.float32)
    total = np.zeros(length, dtype=np.float32)
    for octave in range(octaves):
        total += roughness**octave * _smooth_line(random, at, cells * 2**octave)
    return total / sum(roughness**octave for octave in range(octaves))


def _smooth_line(random: Random, at: Array, cells: float) -> Array:
    knots = random.uniform(-1, 1, int(cells) + 3).astype(np.float32)
    position = at * cells
    cell = position.astype(np.int32)
    within = position - cell
    ease = within * within * (3 - 2 * within)
    return np.asarray(knots[cell] * (1 - ease) + knots[cell + 1] * ease)


def field(random: Random, width: int, height: int, cells: tuple[float, float], octaves: int = 4) -> Array:
    """Noise over a picture, height by width, 0 to 1; `cells` are the coarsest bumps across and down."""
    total = np.zeros((height, width), dtype=np.float32)
    for octave in range(octaves):
        across, down = (max(2, min(4096, round(count * 2**octave))) for count in cells)
        total += 0.5**octave * enlarged(random.random((down, across), dtype=np.float32), width, height)
    return normalised(total)


def enlarged(grid: Array, width: int, height: int) -> Array:
    """The same values, smoothly spread over a larger picture."""
    stretched = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(stretched, dtype=np.float32)


def tile(random: Random, size: int = 256, power: float = 1.7, coarsest: int = 1) -> Array:
    """A square of noise, 0 to 1, that repeats without a seam; a higher `power` is smoother."""
    spectrum = np.fft.rfft2(random.standard_normal((size, size)))
    across, down = np.fft.rfftfreq(size)[None, :] * size, np.fft.fftfreq(size)[:, None] * size
    distance = np.hypot(across, down)
    spectrum *= np.where(distance < coarsest, 0, np.maximum(distance, 1) ** -power)
    return normalised(np.fft.irfft2(spectrum, (size, size)).astype(np.float32))


def look_up(noise: Array, x: Array, y: Array) -> Array:
    """The tile's values at `x`, `y`, counted in tiles, between its points by straight lines."""
    size = noise.shape[0]
    left, top = np.floor(x * size), np.floor(y * size)
    across, down = x * size - left, y * size - top
    column, row = left.astype(np.int32) % size, top.astype(np.int32) % size
    beside, below = (column + 1) % size, (row + 1) % size
    upper = noise[row, column] * (1 - across) + noise[row, beside] * across
    lower = noise[below, column] * (1 - across) + noise[below, beside] * across
    return np.asarray(upper * (1 - down) + lower * down, dtype=np.float32)


def smoothed(values: Array, reach: int) -> Array:
    """Values along a line, each the mean of its neighbours up to `reach` points away."""
    padded = np.pad(values, reach, mode="edge")
    sums = np.cumsum(np.concatenate([[0], padded]), dtype=np.float64)
    return np.asarray((sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1), dtype=np.float32)


def normalised(values: Array) -> Array:
    """The same values, spread over 0 to 1."""
    low, high = float(values.min()), float(values.max())
    return np.asarray((values - low) / max(high - low, 1e-6), dtype=np.float32)


def smoothstep(low: float, high: float, values: Array) -> Array:
    """0 below `low`, 1 above `high`, and an S between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)
