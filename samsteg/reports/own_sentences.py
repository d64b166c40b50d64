"""Sentences that a template writes itself, with gaps for figures. Never about one single person's time or age."""

from __future__ import annotations

from dataclasses import dataclass

from samsteg.reports.gaps import fill, is_counted
from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading
from samsteg.reports.sentence_parts import SMALLEST_GROUP, Sentences


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """`needs` names figures that must not be 0; otherwise `otherwise` stands instead, or nothing.

    A text with a figure that nobody has isn't said, nor one with a time or an age over fewer than `least` persons.
    """

    text: str
    needs: tuple[str, ...] = ()
    otherwise: str = ""
    least: int = SMALLEST_GROUP

    def __call__(self, reading: Reading, style: Style) -> Sentences:
        if not all(is_counted(code, reading) for code in self.needs):
            return (fill(self.otherwise, reading, style).runs,) if self.otherwise else ()
        filled = fill(self.text, reading, style)
        if not filled.known or (
            filled.fewest is not None and filled.fewest < max(self.least, SMALLEST_GROUP)
        ):
            return ()
        return (filled.runs,)
