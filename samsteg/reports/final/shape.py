"""The shape of a final documentation: which parts in which order, what they are called, and the team's own texts. Pure.

The team's texts may hold words in braces that are filled in for each person.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.core.errors import Refused
from samsteg.reports.final.enums import FinalPart

LONGEST_HEADING: Final = 120
LONGEST_TEXT: Final = 4000
STANDARD_VERSION: Final = 0
# What may stand in braces. The words are data, the same in every language.
GAPS: Final[Mapping[str, Any]] = {
    "namn": gettext_lazy("the participant's name"),
    "start": gettext_lazy("the day of the start"),
    "slut": gettext_lazy("the last day"),
    "handledare": gettext_lazy("the coaches, by name"),
    "team": gettext_lazy("the team's name"),
    "idag": gettext_lazy("the day that the paper is made"),
}
_IN_BRACES: Final = re.compile(r"\{([^{}\n]*)\}")


class TemplateRefused(Refused):
    """`field` is the part's code and what of it, "opening" or "closing"; empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class PartShape:
    """An empty heading is the standard's own."""

    part: FinalPart
    is_shown: bool = True
    heading: str = ""

    @property
    def title(self) -> str:
        return self.heading or str(self.part.label)


@dataclass(frozen=True, slots=True)
class Shape:
    """Every part stands in it once, in the paper's order. `version` 0 comes with Samsteg and has no first day."""

    parts: tuple[PartShape, ...]
    opening: str = ""
    closing: str = ""
    version: int = STANDARD_VERSION
    valid_from: dt.date | None = None
    is_standard: bool = False

    def shows(self, part: FinalPart) -> bool:
        return any(one.part is part and one.is_shown for one in self.parts)


STANDARD: Final = Shape(tuple(PartShape(part) for part in FinalPart), is_standard=True)


def shape_from(rows: Iterable[Mapping[str, Any]], **more: Any) -> Shape:
    """From what is stored. A part that has come to Samsteg since then stands last and isn't shown."""
    parts = [
        PartShape(FinalPart(one["part"]), bool(one["shown"]), str(one["heading"]))
        for one in rows
        if one["part"] in FinalPart.values
    ]
    missing = [
        PartShape(part, is_shown=False) for part in FinalPart if part not in {one.part for one in parts}
    ]
    return Shape((*parts, *missing), **more)


def stored(shape: Shape) -> list[dict[str, Any]]:
    return [{"part": one.part.value, "shown": one.is_shown, "heading": one.heading} for one in shape.parts]


def tidied(shape: Shape) -> Shape:
    """Headings on one line; of a heading that says what the standard's says nothing is kept."""
    parts = tuple(replace(one, heading=_heading(one)) for one in shape.parts)
    return replace(shape, parts=parts, opening=_plain(shape.opening), closing=_plain(shape.closing))


def _heading(one: PartShape) -> str:
    heading = " ".join(one.heading.split())
    return "" if heading == str(one.part.label) else heading


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def require_usable(shape: Shape) -> None:
    """Raises TemplateRefused for the first thing to mend."""
    if sorted(one.part for one in shape.parts) != sorted(FinalPart):
        raise TemplateRefused(_("Each part must stand in the template once. Load the page anew."))
    if not any(one.is_shown for one in shape.parts):
        raise TemplateRefused(_("Keep at least one part: a paper without parts says nothing."))
    for one in shape.parts:
        _require_heading(one)
    for field, text in (("opening", shape.opening), ("closing", shape.closing)):
        _require_text(field, text)


def _require_heading(one: PartShape) -> None:
    field = f"{one.part.value}.heading"
    if len(one.heading) > LONGEST_HEADING:
        raise TemplateRefused(
            _("The heading has %(length)d letters. At most %(most)d fit.")
            % {"length": len(one.heading), "most": LONGEST_HEADING},
            field,
        )
    if "{" in one.heading or "}" in one.heading:
        raise TemplateRefused(
            _(
                "A heading is the same for everybody: take away the braces. Words in braces stand in the texts."
            ),
            field,
        )


def _require_text(field: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise TemplateRefused(
            _("The text has %(length)d letters. At most %(most)d fit.")
            % {"length": len(text), "most": LONGEST_TEXT},
            field,
        )
    known = ", ".join(f"{{{gap}}}" for gap in GAPS)
    for gap in faulty_gaps(text):
        raise TemplateRefused(
            _("%(gap)s can't be filled in. Write one of %(known)s, or take away the braces.")
            % {"gap": gap, "known": known},
            field,
        )


def faulty_gaps(text: str) -> Iterator[str]:
    """What stands in braces and isn't known, and braces without a partner."""
    yield from (found[0] for found in _IN_BRACES.finditer(text) if found[1] not in GAPS)
    yield from (found[0] for found in re.finditer(r"[{}]", _IN_BRACES.sub("", text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Each gap by its value, once: what a value holds is never read as a gap."""
    return _IN_BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def what_differs(old: Shape, new: Shape) -> Sequence[str]:
    """What somebody else changed, in words."""
    by_part = {one.part: one for one in old.parts}
    found = []
    if [one.part for one in old.parts] != [one.part for one in new.parts]:
        found.append(_("the order"))
    found += [one.title for one in new.parts if one != by_part.get(one.part)]
    if old.opening != new.opening:
        found.append(_("the opening text"))
    if old.closing != new.closing:
        found.append(_("the closing text"))
    return found
