"""Palettes, and the words of a prompt that call for them."""

from __future__ import annotations

from dataclasses import dataclass

from local.pixio.paint.colour import rgb
from local.pixio.paint.noise import Array


@dataclass(frozen=True)
class Palette:
    """The colours of one light. `sky` runs from the zenith to the horizon; `accents` are for whatever should glow."""

    sky: tuple[Array, ...]
    light: Array
    far: Array
    near: Array
    accents: tuple[Array, ...]

    @property
    def horizon(self) -> Array:
        """The colour that distance fades to."""
        return self.sky[-1]

    @property
    def dark(self) -> bool:
        """Whether stars come out."""
        return bool(self.sky[0].mean() < 0.12)


def _palette(sky: str, light: str, far: str, near: str, accents: str) -> Palette:
    sky_colours, accent_colours = (tuple(rgb(colour) for colour in colours.split()) for colours in (sky, accents))
    return Palette(sky_colours, rgb(light), rgb(far), rgb(near), accent_colours)


PALETTES = {
    "dawn": _palette(
        "#3d4f86 #7f7bb0 #d69db0 #f6bfa3 #fde3bd", "#fff4dc", "#9f8fb8", "#2a2a4d", "#f6a38f #f7d08a #b58bd6 #ffffff"
    ),
    "sunset": _palette(
        "#2a2159 #6b2d7b #c7427a #f5735c #ffb25e #ffe09a", "#fff3c9", "#b34f74", "#20122f", "#ff7a59 #ffc35a #e84a8a #7d3cff"
    ),
    "golden": _palette(
        "#6d6a94 #b48a92 #e9a974 #fbc56c #ffe3a1", "#fff6d6", "#c9a06a", "#3a2418", "#f2b03d #e8743b #fff0b8 #8fae6a"
    ),
    "day": _palette(
        "#2467bd #4f99e3 #93c9f2 #d4ecf8 #f6f8ef", "#fffdf0", "#8db6d3", "#1f4a55", "#ff8a5c #ffd25c #ff5c8a #ffffff"
    ),
    "night": _palette(
        "#050716 #0a1433 #142a57 #254a7d #4a77a6", "#f1f6ff", "#2b4c7a", "#040812", "#ffd48a #8fd0ff #ff9e6b #c6b8ff"
    ),
    "neon": _palette(
        "#080318 #1f0a4a #5a1192 #b81a9a #ff4d8d", "#ffd9f2", "#7a1f9e", "#090316", "#22e6ff #ff2ea6 #ffe45c #7a5cff"
    ),
    "aurora": _palette(
        "#030818 #05182c #08323f #10594f #3a8f74", "#effff6", "#1f5d5c", "#030b12", "#4dffb0 #7cf5e6 #b07cff #5cc8ff"
    ),
    "ocean": _palette(
        "#0c4a7c #1b7fae #57b8cf #a9e0db #f1f7e3", "#fffbe6", "#5fa9b8", "#0a3147", "#2fd0c8 #ffd6a0 #ff8f7a #e8fff8"
    ),
    "forest": _palette(
        "#5f8f84 #93b8a0 #c6d9b0 #eaf0cf #fbf6dc", "#fffce0", "#8fb39a", "#0d2a20", "#e9d36c #f0885b #b7e07a #ffffff"
    ),
    "autumn": _palette(
        "#5d7f99 #9db0b3 #dccba6 #f2bf78 #fbdca0", "#fff2d0", "#c98d5a", "#33160f", "#d9481f #f08c2e #f5c542 #8f2d2b"
    ),
    "winter": _palette(
        "#5f87b8 #93b3d8 #c2d6ea #e4eef7 #fbf4f1", "#ffffff", "#a7bfd9", "#2a4262", "#9fd4ff #ffc9d6 #ffffff #7f9fe0"
    ),
    "desert": _palette(
        "#2f6aa5 #74a9c9 #c9d7c8 #f6dcae #fbbf83", "#fff5dd", "#e0a06c", "#6b2a18", "#f2793d #ffc46b #c4452f #fff0d0"
    ),
    "rose": _palette(
        "#7c6fae #b38fc4 #e3a9c8 #f8c9cf #fff0e6", "#fff8f0", "#c79abf", "#4a2247", "#ff6f9f #ffb0c4 #ff9478 #fff2f5"
    ),
    "lavender": _palette(
        "#4a4a94 #7a74c0 #ab9bdc #d6c2ec #f6e6f2", "#fff6ff", "#9488c8", "#261f4d", "#9f7bff #d78bff #ff9fd0 #fff0ff"
    ),
    "ink": _palette(
        "#9a9a96 #bdbcb6 #d9d7d0 #ebe9e2 #f6f4ee", "#ffffff", "#a3a3a0", "#16171b", "#c43d2f #4b4c50 #8c8c88 #ffffff"
    ),
}  # fmt: skip

WORDS = {
    "dawn": "dawn sunrise morning daybreak pastel peach early soft",
    "sunset": "sunset dusk evening twilight sundown orange fire fiery volcano lava warm dramatic",
    "golden": "golden gold hour amber honey wheat sunlit sunny",
    "day": "day noon blue sky bright clear cloud spring daylight",
    "night": "night midnight moon moonlight moonlit dark starry star stars nocturnal",
    "neon": "neon cyberpunk synthwave vaporwave retro electric glowing futuristic cyber laser",
    "aurora": "aurora northern borealis emerald polar",
    "ocean": "ocean sea teal turquoise tropical aqua lagoon underwater caribbean",
    "forest": "forest green jungle moss woodland rainforest fern misty mist fog foggy",
    "autumn": "autumn fall october maple harvest rust",
    "winter": "winter snow snowy ice icy frozen cold arctic frost glacier",
    "desert": "desert sand sandy dune dunes sahara canyon mars arid terracotta",
    "rose": "rose pink cherry blossom sakura romantic valentine coral",
    "lavender": "lavender purple violet lilac dream dreamy magic magical fantasy fairy",
    "ink": "monochrome mono ink black white noir minimal minimalist grey gray sumi",
}
PALETTE_OF_WORD = {word: name for name, words in WORDS.items() for word in words.split()}
