"""A picture in the making: height by width by 3 floats, 0 to 1, painted from the back to the front."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from local.pixio.paint.noise import Array, Random

Point = tuple[float, float]
FINE = 2  # drawn shapes are drawn this much larger and scaled down, which smooths their edges


class Canvas:
    """Width and height in pixels; every other length is a share of the height unless it says pixels."""

    def __init__(self, width: int, height: int, random: Random) -> None:
        self.width, self.height, self.random = width, height, random
        self.pixels: Array = np.zeros((height, width, 3), dtype=np.float32)
        self.x: Array = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / height
        self.y: Array = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
        self.aspect = width / height

    def fill_down(self, colours: Array) -> None:
        """Cover everything with a ramp from top to bottom."""
        rows = np.linspace(0, len(colours) - 1, self.height).astype(np.int32)
        self.pixels[:] = colours[rows][:, None, :]

    def lay(self, cover: Array, colour: Array, top: int = 0) -> None:
        """Blend a colour (or a picture of them) in by `cover`, 0 to 1, which begins at row `top`."""
        rows = self.pixels[top : top + cover.shape[0]]
        rows += cover[..., None] * (colour - rows)

    def glow(self, centre: Point, radius: float, colour: Array, strength: float = 1.0, power: float = 2.0) -> None:
        """Add light around a point, falling to a third at `radius`; it can only brighten (screen)."""
        rows, columns = self.around(centre, radius * 5.5 ** (1 / power))
        distance = np.hypot(self.x[:, columns] - centre[0], self.y[rows] - centre[1]) / radius
        light = (np.exp(-(distance**power)) * strength)[..., None] * colour
        self.pixels[rows, columns] += light * (1 - self.pixels[rows, columns])

    def around(self, centre: Point, reach: float) -> tuple[slice, slice]:
        """The rows and columns of the square that reaches `reach` from a point, as far as it is in the picture."""
        edges = ((centre[1], self.height), (centre[0], self.width))
        rows, columns = (
            slice(*np.clip([int((place - reach) * self.height), int((place + reach) * self.height) + 1], 0, limit))
            for place, limit in edges
        )
        return rows, columns

    def screen(self, cover: Array, colour: Array) -> None:
        """Add light as a second projector would: never beyond white."""
        self.screen_rows(cover, colour, 0)

    def screen_rows(self, cover: Array, colour: Array, top: int) -> None:
        """The same for a band of rows that begins at `top`."""
        rows = self.pixels[top : top + cover.shape[0]]
        rows += cover[..., None] * colour * (1 - rows)

    def below(self, ridge: Array) -> tuple[Array, int]:
        """The cover of everything below a line (one height per column), and the row at which it begins."""
        top = int(np.clip(ridge.min() * self.height - 1, 0, self.height - 1))
        return np.clip((self.y[top:] - ridge) * self.height + 0.5, 0, 1), top

    def stencil(self) -> Stencil:
        """A sheet as large as the picture, to draw shapes on."""
        return Stencil(self.width, self.height)

    def image(self, vignette: float = 0.18) -> Image.Image:
        """The finished picture: a little darker in the corners, and dithered, so that no sky shows bands."""
        across, down = self.x / self.aspect - 0.5, self.y - 0.5
        shade = 1 - vignette * np.clip((across**2 + down**2) * 2, 0, 1) ** 1.5
        dither = self.random.random((self.height, self.width), dtype=np.float32)
        values = np.clip(self.pixels * shade[..., None], 0, 1) * 255 + dither[..., None]
        return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8), "RGB")


class Stencil:
    """Shapes drawn with smooth edges: a cover of 0 to 1 for `Canvas.lay`."""

    def __init__(self, width: int, height: int) -> None:
        self.size, self.scale = (width, height), height * FINE
        self.sheet = Image.new("L", (width * FINE, height * FINE))
        self.draw = ImageDraw.Draw(self.sheet)

    def shape(self, points: list[Point], value: float = 1.0) -> None:
        """A filled outline."""
        self.draw.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=round(value * 255))

    def stroke(self, points: list[Point], thickness: float, value: float = 1.0) -> None:
        """A line through the points."""
        pixels = max(1, round(thickness * self.scale))
        self.draw.line(
            [(x * self.scale, y * self.scale) for x, y in points], fill=round(value * 255), width=pixels, joint="curve"
        )

    def dot(self, centre: Point, radius: float, value: float = 1.0) -> None:
        """A filled circle."""
        x, y, r = centre[0] * self.scale, centre[1] * self.scale, radius * self.scale
        self.draw.ellipse((x - r, y - r, x + r, y + r), fill=round(value * 255))

    def cover(self) -> Array:
        """What was drawn, height by width."""
        small = self.sheet.reduce(FINE)
        return np.asarray(small, dtype=np.float32) / 255
