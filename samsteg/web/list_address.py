"""What the address of a list says: filter, order, search, how many rows. What can't be understood is as usual."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

PAGE = 25  # rows of a first view
MOST = 2000
LONGEST_SEARCH = 80
MOST_DIGITS = 4
E = TypeVar("E", bound=StrEnum)


def question(said: Mapping[str, str], usual: str = "?") -> str:
    """With `?`, without what is empty; `usual` where nothing is left. A link of `?` alone takes away what was asked."""
    text = urlencode({name: value for name, value in said.items() if value})
    return f"?{text}" if text else usual


def one_of(kind: type[E], text: str | None, usual: E) -> E:
    return kind(text) if text in set(kind) else usual


def number_in(text: str | None, *, lowest: int = PAGE, highest: int = MOST) -> int:
    """Within the bounds; `lowest` for what is no number of at most four digits."""
    text = text or ""
    known = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return min(max(int(text), lowest), highest) if known else lowest


def search_in(text: str | None) -> str:
    """One line, as long as a search may be, without the sign that no text can hold."""
    return " ".join((text or "").replace("\x00", "").split())[:LONGEST_SEARCH]
