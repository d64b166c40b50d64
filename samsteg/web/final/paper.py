"""The final documentation (slutdokumentation): what is known of a stay, as a document to hand over and to write on in.

For the participant, and by consent for others; useful for an application for sickness compensation. Its parts follow
the team's template. Neither notes nor what is written of health are in it: who writes decides what belongs there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from samsteg.organisation.models import Team
from samsteg.people.names import called
from samsteg.reports.document import Block, Document, Heading, note, paragraphs, text
from samsteg.reports.final.enums import FinalPart
from samsteg.reports.final.shape import Shape, filled
from samsteg.reports.handouts import handout
from samsteg.web.final import said, time, tried
from samsteg.web.final.known import Known

Part = Callable[[Known, Shape], Iterator[Block]]


def final_paper(
    known: Known, *, shape: Shape, team: Team, today: dt.date, is_practice: bool, to_write_on: bool
) -> Document:
    """`to_write_on`: with the part that is left to write; a paper to hand over as it is has none."""
    name = called(known.record.name, known.stay.stay.own_id)
    return handout(
        _("Final documentation"),
        _blocks(known, shape, team, today, to_write_on=to_write_on),
        team=team.name,
        today=today,
        is_practice=is_practice,
        about=f"{name}, {today}",
        foot=f"{today} \u00b7 {_mark(shape)}",
    )


def _blocks(known: Known, shape: Shape, team: Team, today: dt.date, *, to_write_on: bool) -> Iterator[Block]:
    values = gap_values(known, team, today)
    yield from paragraphs(filled(shape.opening, values))
    for one in shape.parts:
        if one.is_shown and (to_write_on or one.part is not FinalPart.SUMMARY):
            yield Heading(1, one.title)
            yield from list(PARTS[one.part](known, shape)) or [text(_("Nothing is written down."))]
    if shape.closing:
        yield Heading(1, _("Finally"))
        yield from paragraphs(filled(shape.closing, values))
    yield note(_made_by(shape))


def gap_values(known: Known, team: Team, today: dt.date) -> Mapping[str, str]:
    """What the words in braces stand for."""
    stay, unknown = known.stay.stay, _("[not known]")
    return {
        "namn": called(known.record.name, stay.own_id),
        "start": str(stay.enrolled_on or unknown),
        "slut": str(stay.exited_on or unknown),
        "handledare": ", ".join(known.coaches) or unknown,
        "team": team.name,
        "idag": str(today),
    }


def _mark(shape: Shape) -> str:
    return _("template %(version)d") % {"version": shape.version} if shape.version else _("standard template")


def _made_by(shape: Shape) -> str:
    if not shape.version:
        return _("Made by the standard template that comes with Samsteg.")
    told = {"version": shape.version, "day": shape.valid_from}
    if shape.is_standard:
        return _("Made by the standard template, version %(version)d of the team's, from %(day)s.") % told
    return _("Made by version %(version)d of the team's template, from %(day)s.") % told


def _own_words(known: Known, shape: Shape) -> Iterator[Block]:
    yield from paragraphs(known.own_words)


def _summary(known: Known, shape: Shape) -> Iterator[Block]:
    """Places to write in, by what a decision on work or compensation asks for."""
    yield text(_("Write here what the next one needs to know, together with the participant."))
    for asked in (
        _("What has been tried, and what the participant could do"),
        _("What was adapted, and what support was needed"),
        _("What was in the way, in terms of work: hours, pace, tasks, surroundings, the way there"),
        _("What the participant and the team think is possible now"),
    ):
        yield Heading(2, asked)
        yield text("\u2026")


PARTS: Final[Mapping[FinalPart, Part]] = {
    FinalPart.TIME: time.days,
    FinalPart.CHANGE: time.before_and_after,
    FinalPart.WORK: tried.workplaces,
    FinalPart.HOW_IT_WENT: said.at_work,
    FinalPart.HINDERED: said.hindered,
    FinalPart.SUPPORT: said.support,
    FinalPart.GROUPS: tried.groups,
    FinalPart.BESIDE: tried.beside,
    FinalPart.PLAN: said.plan,
    FinalPart.OWN_WORDS: _own_words,
    FinalPart.SUMMARY: _summary,
}
