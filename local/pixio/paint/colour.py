"""Colours: hexadecimal to sRGB, and blends that pass through OKLab, so that no blend turns grey or muddy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from local.pixio.paint.noise import Array

# Björn Ottosson's OKLab matrices: linear sRGB to cone responses, and those to lightness and two hue axes.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
STEPS = 1024


def rgb(colour: str) -> Array:
    """`#rrggbb` as three values, 0 to 1."""
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)], dtype=np.float32)


def mix(first: Array, second: Array, share: float) -> Array:
    """A colour between two, `share` 0 to 1 of the way."""
    blended = _to_lab(first) * (1 - share) + _to_lab(second) * share
    return _from_lab(blended)


def ramp(colours: Sequence[Array], positions: Sequence[float] | None = None, steps: int = STEPS) -> Array:
    """`steps` colours through all the given ones, at `positions` (0 to 1, evenly if left out): steps by 3."""
    at = np.linspace(0, 1, len(colours)) if positions is None else np.asarray(positions)
    lab = np.stack([_to_lab(colour) for colour in colours])
    wanted = np.linspace(0, 1, steps)
    return _from_lab(np.stack([np.interp(wanted, at, lab[:, axis]) for axis in range(3)], axis=1))


def paint_by(values: Array, colours: Array) -> Array:
    """The colour of a ramp for each value 0 to 1."""
    index = np.clip(values * (len(colours) - 1), 0, len(colours) - 1).astype(np.int32)
    return np.asarray(colours[index], dtype=np.float32)


def _to_lab(colour: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ TO_CONES.T) @ TO_LAB.T)


def _from_lab(lab: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Array:
    cones = (lab @ np.linalg.inv(TO_LAB).T) ** 3
    linear = np.clip(cones @ np.linalg.inv(TO_CONES).T, 0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(encoded, dtype=np.float32)
