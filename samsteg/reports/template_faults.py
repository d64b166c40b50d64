"""All that is wrong with a template's data, in words, before anyone's report follows it. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.organisation.settings import Settings
from samsteg.reports.formats import Formats
from samsteg.reports.gaps import faulty_gaps
from samsteg.reports.material import HistoryRow, Material, Money, MoneyRow, StaffRow
from samsteg.reports.phrasing import Noun
from samsteg.reports.reading import Reading
from samsteg.reports.styling import style_for
from samsteg.reports.tables import build_table
from samsteg.reports.template import (
    Appendices,
    CoverSpec,
    read_template,
    sentence_from,
    table_from,
)
from samsteg.reports.template_data import merged, shipped_data
from samsteg.reports.template_errors import TemplateFault
from samsteg.statistics.indicators import codes, indicator_for
from samsteg.statistics.values import Period, Value

LONGEST_HEADING: Final = 300
LARGEST_DATA: Final = 200_000  # letters of JSON; grund has some 20 000
BASE: Final = "extends"  # names the shipped template, as in the shipped ones themselves

# Marks of lines and rows that are filled before the gaps are.
_MARKS: Final = frozenset({"band"})
_LINE_MARKS: Final = {"<band>": "18_30", "<sex>": "women", "<low>": "18", "<high>": "30"}
_FAULTS: Final = (KeyError, TypeError, ValueError, AttributeError, IndexError, Refused)


def template_faults(
    changes: Mapping[str, Any], settings: Settings, images: Collection[str] = ()
) -> tuple[str, ...]:
    """Empty when a report can follow the template. `images` are the digests of the team's pictures."""
    if len(json.dumps(changes)) > LARGEST_DATA:
        return (_("The template is too large. Take away texts or tables that no report needs."),)
    try:
        data = merged(shipped_data(str(changes.get(BASE, "grund"))), without_base(changes))
    except Refused as fault:
        return (str(fault),)
    found = [
        *_whole("noun", lambda: Noun(**data["noun"])),
        *_whole("formats", lambda: Formats(**data.get("formats", {}))),
        *_whole("appendices", lambda: Appendices(**data.get("appendices", {}))),
        *_cover(data.get("cover", {}), images),
        *_sentences(data.get("sentences", {})),
        *_tables(data.get("tables", {})),
        *_sections(data.get("sections", []), images),
    ]
    return tuple(dict.fromkeys(found)) or tuple(_tried(data, settings))


def without_base(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in changes.items() if name != BASE}


def _whole(name: str, read: Callable[[], object]) -> Iterator[str]:
    try:
        read()
    except _FAULTS as fault:
        yield _("%(part)s can't be used: %(fault)s") % {"part": name, "fault": fault}


def _cover(data: Any, images: Collection[str]) -> Iterator[str]:
    yield from _whole("cover", lambda: CoverSpec(**data))
    if isinstance(data, Mapping) and data.get("logo"):
        yield from _picture(_("the logo"), {"image": data["logo"], "alt": data.get("logo_alt", "")}, images)


def _picture(where: str, data: Mapping[str, Any], images: Collection[str]) -> Iterator[str]:
    if not str(data.get("alt", "")).strip():
        yield _("%(where)s: write what the picture shows, for those who don't see it.") % {"where": where}
    if data.get("image") not in images:
        yield _("%(where)s: the picture isn't there. Choose it again.") % {"where": where}


def _sentences(data: Any) -> Iterator[str]:
    if not isinstance(data, Mapping):
        yield _("%(part)s can't be used: %(fault)s") % {"part": "sentences", "fault": type(data).__name__}
        return
    for name, one in data.items():
        try:
            sentence = sentence_from(one)
        except _FAULTS as fault:
            yield _("%(part)s can't be used: %(fault)s") % {"part": name, "fault": fault}
        else:
            yield from _gaps(name, (sentence.text, sentence.otherwise))


def _tables(data: Any) -> Iterator[str]:
    if not isinstance(data, Mapping):
        yield _("%(part)s can't be used: %(fault)s") % {"part": "tables", "fault": type(data).__name__}
        return
    for key, one in data.items():
        try:
            table_from(key, one)
        except TemplateFault as fault:
            yield str(fault)
        except _FAULTS as fault:
            yield _("%(part)s can't be used: %(fault)s") % {"part": key, "fault": fault}
        else:
            yield from _gaps(str(one.get("caption", key)), _texts(one))


def _texts(table: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a table that may hold gaps."""
    yield from (
        str(table[name]) for name in ("caption", "note", "empty", "base", "first_header") if name in table
    )
    for name in ("columns", "rows", "lines"):
        for one in table.get(name, ()):
            yield from (
                str(one[text]) for text in ("header", "label", "text", "spread_header") if text in one
            )


def _gaps(where: str, texts: Sequence[str] | Iterator[str]) -> Iterator[str]:
    for text in texts:
        for mark, example in _LINE_MARKS.items():
            text = text.replace(mark, example)
        for gap in faulty_gaps(text, _MARKS):
            yield _(
                "%(where)s: %(gap)s is neither a date nor a figure. Write a figure's code, such as {flow.new}."
            ) % {
                "where": where,
                "gap": gap,
            }


def _sections(data: Any, images: Collection[str]) -> Iterator[str]:
    if not isinstance(data, Sequence) or isinstance(data, str) or not data:
        yield _("The template has no sections. Keep at least one.")
        return
    for number, section in enumerate(data, start=1):
        try:
            yield from _heading(
                _("section %(number)d") % {"number": number}, section["heading"], required=True
            )
            for part in section["parts"]:
                where = f"{section['heading']}, {part['heading']}"[:80]
                yield from _heading(where, part["heading"], required=False)
                if part.get("picture"):
                    yield from _picture(where, part["picture"], images)
        except _FAULTS as fault:
            yield _("%(part)s can't be used: %(fault)s") % {"part": number, "fault": fault}


def _heading(where: str, heading: str, *, required: bool) -> Iterator[str]:
    if required and not heading.strip():
        yield _("The heading of %(where)s is empty. Write one, or leave the section out.") % {"where": where}
    if len(heading) > LONGEST_HEADING:
        yield _("The heading “%(start)s…” has %(length)d letters. At most %(most)d fit.") % {
            "start": heading[:40],
            "length": len(heading),
            "most": LONGEST_HEADING,
        }


def _tried(data: Mapping[str, Any], settings: Settings) -> Iterator[str]:
    """What shows only when a report is written: figures that the team doesn't have."""
    try:
        template = read_template("", data)
    except ValueError as fault:
        yield _("The template can't be used: %(fault)s") % {"fault": fault}
        return
    for count in (0, 1):
        material = _material(settings, count)
        style = style_for(template, settings, material.reading.period, "")
        for key, spec in template.tables.items():
            yield from _whole(spec.caption or key, partial(build_table, spec, material, style))
        for name, sentence in template.sentences.items():
            yield from _whole(name, partial(sentence, material.reading, style))


def _material(settings: Settings, count: int) -> Material:
    """A report about `count` invented persons, with a row in every list."""
    period = Period(dt.date(2001, 1, 1), dt.date(2001, 12, 31))
    values = {code: Value(count, count, indicator_for(code).unit) for code in codes(settings, groups=("1",))}
    reading = Reading(values, period, settings, dt.date(2002, 1, 31), period, {"1": ""})
    row = MoneyRow("", *([count] * 6))
    staff = StaffRow("", "", Decimal(count), period.first, None, "")
    published = HistoryRow(period, Decimal(count), 0, "", "", Decimal(count))
    history = {code: (published,) for code in values if code.endswith((".months", ".years"))}
    return Material(reading, (staff,), Money((row,), row), history)
