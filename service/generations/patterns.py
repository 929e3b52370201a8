r"""The regular expressions that a model may use: those that mean the same in RE2 and in JavaScript.

The database makes the same check when the row is written (`private.check_pattern`), and the page when it draws the form
(`input-pattern.ts`). docs/models.md lists what is accepted.
"""

from __future__ import annotations

import re

MAX_SIZE = 1000
MAX_DEPTH = 20
CATEGORY_SIZE = 20  # \p{…} compiles to about a hundred times as much as a character

_ESCAPE = (
    r"\\(?:[dDwWsStnrfv^$\\.*+?()\[\]{}|/]"
    r"|[pP]\{(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?)\})"
)
_IN_CLASS = rf"(?:[^\\^\[\]-](?:-[^\\^\[\]-])?|{_ESCAPE}|\\-)"
_PIECE = re.compile(
    rf"""
      (?P<open>\((?:\?:)?)
    | (?P<close>\))
    | (?P<place>[|^$]|\\[bB])
    | (?P<repetition>(?:[*+?]|\{{(?P<low>[0-9]{{1,4}})(?:,(?P<high>[0-9]{{0,4}}))?\}})\??)
    | (?P<atom>[^\\^$.\[\]|(){{}}*+?]|\.|{_ESCAPE}|\[\^?(?:-{_IN_CLASS}*-?|{_IN_CLASS}+-?)\])
    """,
    re.VERBOSE,
)
_RANGE = re.compile(r"([^\\^\[\]-])-([^\\^\[\]-])")
_CATEGORY = re.compile(r"\\[pP]\{")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that a model may not use.

    Raises:
        ValueError: with the reason.
    """
    if _CONTROL.search(pattern):
        raise ValueError("must write a control character as an escape, such as \\t")
    size = _Size()
    position = 0
    while position < len(pattern):
        piece = _PIECE.match(pattern, position)
        if piece is None:
            raise ValueError(f'is not understood at "{pattern[position : position + 12]}"')
        size.take(piece)
        position = piece.end()
    if size.depth > 0:
        raise ValueError("leaves a group open")


class _Size:
    """The size of the compiled pattern: {n} multiplies what it repeats, a category counts as CATEGORY_SIZE."""

    def __init__(self) -> None:
        self.sums = [0]  # of the whole pattern, then of each group that is open
        self.atom = 0  # the size of what a repetition would repeat; 0 if there is nothing to repeat

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self.sums) - 1

    def take(self, piece: re.Match[str]) -> None:
        """Add the next piece. Raises ValueError if it may not follow the pieces before, or makes the pattern too large."""
        match piece.lastgroup:
            case "open":
                self.sums.append(0)
                self.atom = 0
            case "close":
                self._close()
            case "repetition":
                self._repeat(piece)
            case "place":
                self.atom = 0
            case _:
                _check_ranges(piece[0])
                self._add(1 + (CATEGORY_SIZE - 1) * len(_CATEGORY.findall(piece[0])))
        if self.sums[-1] > MAX_SIZE or self.depth > MAX_DEPTH:
            raise ValueError("is too large")

    def _add(self, size: int) -> None:
        self.sums[-1] += size
        self.atom = size

    def _close(self) -> None:
        if self.depth == 0:
            raise ValueError('has nothing before ")" that it could belong to')
        self._add(max(self.sums.pop(), 1))

    def _repeat(self, piece: re.Match[str]) -> None:
        if self.atom == 0:
            raise ValueError(f'has nothing before "{piece[0]}" that it could belong to')
        low = int(piece["low"] or 1)
        high = int(piece["high"] or low)
        if high < low:
            raise ValueError(f'has its bounds swapped in "{piece[0]}"')
        self.sums[-1] += self.atom * (max(high, 1) - 1)
        self.atom = 0


def _check_ranges(piece: str) -> None:
    ranges = _RANGE.findall(piece) if piece.startswith("[") else []
    if any(first > last for first, last in ranges):
        raise ValueError(f'has a range that runs backwards in "{piece}"')
