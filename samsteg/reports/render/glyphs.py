"""Free text made safe for the files: what XML can hold, and what some font of the PDF can show.

typst refuses to write a PDF/UA when one character has no glyph, so such characters become an empty square. The
characters of the fonts are listed in `fonts/coverage.json`, made by `scripts/make_fonts.py`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from itertools import filterfalse
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
REPLACEMENT = "\u25a1"  # white square

_SOFT_HYPHEN, _NO_WIDTH_SPACE, _NON_JOINER, _JOINER, _WORD_JOINER = "\u00ad\u200b\u200c\u200d\u2060"
_KEPT_FORMAT_CHARACTERS = {_SOFT_HYPHEN, _NO_WIDTH_SPACE, _NON_JOINER, _JOINER, _WORD_JOINER}
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def xml_safe(text: str) -> str:
    """The text without what XML 1.0 can't hold (control characters, lone surrogates); every line end is "\\n"."""
    return _NOT_XML.sub("", _LINE_ENDS.sub("\n", text))


def clean(text: str, *, simple: bool = False) -> tuple[str, int]:
    """The text as the PDF can show it, and how many characters became `REPLACEMENT`.

    A character with its accents or joined emoji count as one. Invisible format characters vanish uncounted.
    `simple` gives up all accents that have no letter of their own: for the rare pair that no font can place.
    """
    text = unicodedata.normalize("NFC", xml_safe(text))
    if _plain_characters().issuperset(text):
        return text, 0
    pieces, replaced = [], 0
    for cluster in _clusters(text):
        shown = "".join(map(_plain_blank, filterfalse(_is_dropped, cluster)))
        if shown and not _is_shown(shown, simple=simple):
            shown, replaced = REPLACEMENT, replaced + 1
        pieces.append(shown)
    return "".join(pieces), replaced


@cache
def covered_by_family() -> dict[str, frozenset[str]]:
    """Font family -> the characters it has."""
    content = json.loads((FONTS / "coverage.json").read_text(encoding="ascii"))
    return {family: frozenset(_characters(ranges)) for family, ranges in content["families"].items()}


def is_single(letter: str) -> bool:
    """It stands for itself: no accent, no joiner, nothing invisible, not from the private area (PDF/A forbids it)."""
    return unicodedata.category(letter)[0] not in "MC"


def _characters(ranges: str) -> list[str]:
    characters: list[str] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        characters += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    return characters


@cache
def _plain_characters() -> frozenset[str]:
    """What needs no second look."""
    covered = frozenset().union(*covered_by_family().values())
    return frozenset(letter for letter in covered if is_single(letter)) | {
        "\n",
        "\t",
        _SOFT_HYPHEN,
        _NO_WIDTH_SPACE,
    }


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for letter in text:
        if clusters and (_hangs_on(letter) or clusters[-1][-1] == _JOINER):
            clusters[-1] += letter
        else:
            clusters.append(letter)
    return clusters


def _hangs_on(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M" or letter == _JOINER or ord(letter) in _SKIN_TONES


def _is_dropped(letter: str) -> bool:
    """Variation selectors, direction overrides and the like: nothing to see, and typst ignores them too."""
    if letter in _KEPT_FORMAT_CHARACTERS:
        return False
    return unicodedata.category(letter) == "Cf" or unicodedata.name(letter, "").startswith(
        "VARIATION SELECTOR"
    )


def _plain_blank(letter: str) -> str:
    """A blank of a width that no font has is still a blank."""
    return " " if unicodedata.category(letter) == "Zs" and letter not in _plain_characters() else letter


def _is_shown(cluster: str, *, simple: bool) -> bool:
    plain = _plain_characters()
    if plain.issuperset(cluster):
        return True
    visible = frozenset(cluster) - _KEPT_FORMAT_CHARACTERS
    if any(unicodedata.category(letter) == "Co" for letter in visible):
        return False
    if simple and any(not is_single(letter) for letter in visible):
        return False
    return any(family.issuperset(visible) for family in covered_by_family().values())
