"""Comparing, cleaning and showing text that people typed into cells."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping

SHOWN_LENGTH = 80
MASK = "ÅÅÅÅMMDD-••••"
CLOSE_ENOUGH = 0.6
WRITTEN_AS_SPACE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " "})
NUMBER_LIKE = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+\u2010-\u2015\u2212 ]{0,3}\d{4}(?!\d)")
# Ends of lines are made \n first; these can't stand in a document: controls, lone surrogates, non-characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def fold(text: str) -> str:
    """The letters and digits alone, in lower case and without diacritics: `A-kassa`, `a_kassa`, `akassa` are one."""
    plain = unicodedata.normalize("NFKD", text.replace("%", "procent").casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def one_line(text: str) -> str:
    """Without surrounding blanks, every run of blanks (hard ones too) as one space."""
    return " ".join(text.translate(WRITTEN_AS_SPACE).split())


def clean(text: str) -> tuple[str, bool]:
    """The text in composed form with \\n as line end, and whether unprintable characters were taken away."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = UNPRINTABLE.sub("", lines)
    return unicodedata.normalize("NFC", kept).strip(), kept != lines


def hide_identity(text: str) -> str:
    """The text with everything that looks like a personnummer masked, valid or not."""
    return NUMBER_LIKE.sub(MASK, text)


def shown(raw: object) -> str:
    """What was read, as the user may see it again: one line, at most 80 characters, no personnummer."""
    if raw is None:
        return ""
    if isinstance(raw, dt.datetime):
        raw = raw.date() if raw.time() == dt.time() else raw.isoformat(" ", "minutes")
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = hide_identity(one_line(str(raw)[: SHOWN_LENGTH * 4]))
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def nearest(text: str, choices: Mapping[str, str], cutoff: float = CLOSE_ENOUGH) -> str | None:
    """The allowed value closest to `text`; `choices` goes from folded form to the value as it is written."""
    folded = fold(text)
    if not folded or len(folded) > SHOWN_LENGTH:
        return None
    found = difflib.get_close_matches(folded, choices, n=1, cutoff=cutoff)
    return choices[found[0]] if found else None


def by_fold(names: Iterable[str]) -> dict[str, str]:
    return {fold(name): name for name in names}
