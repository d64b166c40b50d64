"""Swedish number words up to twelve, which the sentences use and the checks of prose can read back."""

from __future__ import annotations

from typing import Final, Literal

Gender = Literal["utrum", "neutrum"]

LARGEST: Final = 12

_WORDS: Final = (
    "noll",
    "en",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
)
_ONE: Final[dict[Gender, str]] = {"utrum": "en", "neutrum": "ett"}
NONE: Final[dict[Gender, str]] = {"utrum": "ingen", "neutrum": "inget"}
_VALUES: Final = {
    **{word: value for value, word in enumerate(_WORDS)},
    "ett": 1,
    "ingen": 0,
    "inget": 0,
    "inga": 0,
}


def word(value: int, gender: Gender = "utrum") -> str | None:
    """The word for 0 to 12, None for other numbers."""
    if not 0 <= value <= LARGEST:
        return None
    return _ONE[gender] if value == 1 else _WORDS[value]


def value_of(text: str) -> int | None:
    """The number that a word stands for, None if it is no number word; case doesn't matter."""
    return _VALUES.get(text.strip().casefold())
