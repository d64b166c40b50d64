"""How wide the columns of a table become and how small its text, from its contents: the same in Word and PDF.

Swedish headings are long and flow tables have eleven columns or more. Letters are measured roughly, in parts of the
type size; numbers are never broken, words may be hyphenated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samsteg.reports.document import Picture, Table, header_groups

PAGE_MM = 170.0  # A4 less the margins of design section 10
PICTURE_BOX_MM = (PAGE_MM, 120.0)
LOGO_BOX_MM = (60.0, 25.0)
MM_PER_PIXEL = 25.4 / 96  # as browsers count
SIZES_PT = (9.5, 8.5, 7.5, 6.5)
MM_PER_PT = 0.3528

_PADDING_PT = 7.0
_WIDEST_WANTED_EM = 26.0  # a longer cell text is set on several lines
_WIDEST_GROUP_EM = 13.0
_SHORTEST_SPLIT = 8  # letters of a word that stay together when it must be hyphenated
_LONGEST_UNSPLIT = 11  # letters of a heading's word that are worth smaller type rather than a hyphen
_BOLD = 1.1
_LONGEST_WORD = 30
_PIECE = 5
_NARROW, _WIDE = frozenset("fijlrt.,:;'!|()[] \u00a0-"), frozenset("mwMW%@")
_UNHYPHENATED = re.compile(r"[^aeiouy\u00e5\u00e4\u00f6\s]{6,}", re.IGNORECASE)
_AFTER_SIGN = re.compile(r"(?<=[@./_-])(?=.)")
_WORD = re.compile("[^ \t\n]+")
_BLANK_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_LONGEST_NUMBER = 16


@dataclass(frozen=True, slots=True)
class Layout:
    """Column widths in mm (at most `PAGE_MM` together) and the size of the text in pt."""

    widths_mm: tuple[float, ...]
    size_pt: float


@dataclass(frozen=True, slots=True)
class _Need:
    """Widths in em: `least` without breaking what mustn't be broken, `wanted` without breaking any word."""

    least: float
    wanted: float


def layout(table: Table) -> Layout:
    """The largest text size at which the table fits the page, and its column widths.

    Smaller type comes before hyphens, as long as it is above the smallest size.
    """
    needs = _needs(table)
    wanted, least = _total(need.wanted for need in needs), _total(need.least for need in needs)
    size = next((size for size in SIZES_PT[:-1] if wanted <= _room(size, len(needs))), None)
    size = size or next((size for size in SIZES_PT if least <= _room(size, len(needs))), SIZES_PT[-1])
    widths = _distribute(needs, _room(size, len(needs)), first_is_header=table.first_column_is_header)
    padded = [(width + _PADDING_PT / size) * size * MM_PER_PT for width in widths]
    return Layout(tuple(round(width, 2) for width in padded), size)


def picture_size(picture: Picture, box_mm: tuple[float, float] = PICTURE_BOX_MM) -> tuple[float, float]:
    """Width and height in mm: as made, or as large as its share of the box lets it be."""
    width, height = picture.width * MM_PER_PIXEL, picture.height * MM_PER_PIXEL
    scale = min(1.0, box_mm[0] * picture.share / width, box_mm[1] / height)
    return round(width * scale, 2), round(height * scale, 2)


def _room(size: float, columns: int) -> float:
    """What the page holds besides the padding of the cells, in em."""
    return PAGE_MM / (size * MM_PER_PT) - columns * _PADDING_PT / size


def breakable(text: str, longest: int = _LONGEST_WORD) -> str:
    """The text with places to break (zero width) in words that no hyphenation would break: they mustn't overflow."""
    return _WORD.sub(lambda match: _with_breaks(match.group(), longest), text)


def _with_breaks(word: str, longest: int) -> str:
    if len(word) <= _SHORTEST_SPLIT or word.replace("\u00a0", "").isdecimal():
        return word
    if len(word) <= longest and not _UNHYPHENATED.search(word):
        return word
    pieces = [piece for part in _AFTER_SIGN.split(word) for piece in _pieces(part)]
    return "\u200b".join(pieces)


def _pieces(part: str) -> list[str]:
    if len(part) <= _LONGEST_WORD and not _UNHYPHENATED.search(part):
        return [part]
    return [part[start : start + _PIECE] for start in range(0, len(part), _PIECE)]


def _needs(table: Table) -> list[_Need]:
    needs = []
    for position, column in enumerate(table.columns):
        cells = [row.cells[position] for row in table.rows]
        head_least, head_wanted = (
            _least(column.header) * _BOLD,
            _least(column.header, _LONGEST_UNSPLIT) * _BOLD,
        )
        least = max([head_least, 1.5, *map(_least, cells)])
        longest_cell = max(map(_widest_line, cells), default=1.0) * _BOLD
        needs.append(_Need(least, max(least, head_wanted, min(longest_cell, _WIDEST_WANTED_EM))))
    return _with_room_for_groups(table, needs)


def _with_room_for_groups(table: Table, needs: list[_Need]) -> list[_Need]:
    """A group heading of ordinary length fits over its columns on one line."""
    result = list(needs)
    for group in header_groups(table.columns):
        if not group.text:
            continue
        members = range(group.first, group.first + group.width)
        wanted = min(_width(group.text), _WIDEST_GROUP_EM) * _BOLD
        lacking = max(0.0, wanted - sum(needs[member].wanted for member in members)) / group.width
        for member in members:
            result[member] = _Need(needs[member].least, needs[member].wanted + lacking)
    return result


def _least(text: str, together: int = _SHORTEST_SPLIT) -> float:
    """The widest piece that isn't broken: a whole number or date, or the first letters of a word."""
    pieces = (word if _is_number(word) else word[:together] for word in _WORD.findall(_bound(text)))
    return max(map(_width, pieces), default=1.0)


def _bound(text: str) -> str:
    """Blanks within a number hold it together."""
    return _BLANK_IN_NUMBER.sub("\u00a0", text)


def _is_number(word: str) -> bool:
    return len(word) <= _LONGEST_NUMBER and any(letter.isdigit() for letter in word)


def _widest_line(cell: str) -> float:
    return max((_width(line[:200]) for line in cell.split("\n")), default=1.0)


def _width(text: str) -> float:
    return sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> float:
    if letter in _NARROW:
        return 0.3
    if letter in _WIDE:
        return 0.85
    return 0.64 if letter.isupper() else 0.53


def _distribute(needs: Sequence[_Need], room: float, *, first_is_header: bool) -> list[float]:
    wanted, least = _total(need.wanted for need in needs), _total(need.least for need in needs)
    if wanted <= room:
        return _loosened(needs, room, first_is_header=first_is_header)
    if least >= room:
        return [need.least * room / least for need in needs]
    share = (room - least) / (wanted - least)
    return [need.least + (need.wanted - need.least) * share for need in needs]


def _loosened(needs: Sequence[_Need], room: float, *, first_is_header: bool) -> list[float]:
    """Some air in every column, what is left to the row headings; a small table doesn't fill the page."""
    wanted = [need.wanted for need in needs]
    target = min(room, max(_total(wanted) * 1.35, room * 0.62))
    spare = target - _total(wanted)
    if not first_is_header or len(needs) == 1:
        return [width + spare / len(needs) for width in wanted]
    each = spare * 0.6 / (len(needs) - 1)
    return [wanted[0] + spare * 0.4, *(width + each for width in wanted[1:])]


def _total(widths: Iterable[float]) -> float:
    return sum(widths)
