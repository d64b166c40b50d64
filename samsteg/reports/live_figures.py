"""Figures in the team's own texts: words in brackets that follow the registry; stored as codes, typed as words."""

from __future__ import annotations

import re
from typing import Final

from samsteg.reports.document import Run
from samsteg.reports.gaps import fill
from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading
from samsteg.statistics.indicators import canonical, find, label

_BRACKETS: Final = re.compile(r"\[([^\[\]\n]{2,200})\]")


def with_codes(body: str) -> str:
    """[avslut till arbete] becomes [work.count], so that a new wording of the registry changes no report."""
    return _BRACKETS.sub(lambda found: f"[{find(found[1]) or found[1]}]", body)


def with_words(body: str) -> str:
    """The other way round, for the one who writes."""
    return _BRACKETS.sub(lambda found: f"[{words_for(found[1])}]", body)


def words_for(code: str) -> str:
    """What one writes between brackets for a figure: its label, where that names it, otherwise its code."""
    if find(code) != code:
        return code
    words = label(code)
    named = find(words)
    return words if named and canonical(named) == canonical(code) else code


def unknown_words(body: str) -> tuple[str, ...]:
    """Brackets that name no figure, each once; they stay as text."""
    return tuple(dict.fromkeys(found[1] for found in _BRACKETS.finditer(body) if find(found[1]) is None))


def figure_run(words: str, reading: Reading, style: Style) -> Run | None:
    """The figure as the report writes it; None when the words name none, or one that this team doesn't have."""
    code = find(words)
    if code is None or not reading.has(code):
        return None
    (run,) = fill("{" + code + "}", reading, style).runs
    return run
