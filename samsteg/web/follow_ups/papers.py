"""The invitation and the extract as accessible PDF: made by the reports' renderer, named by nothing about persons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.follow_ups.enums import CATEGORY_OF, NEVER_SHARED, MinutePart
from samsteg.follow_ups.records import Agreed, ReadFollowUp
from samsteg.reports.document import Block, Document, Heading, bullets, note, paragraphs, text
from samsteg.reports.handouts import handout
from samsteg.web.follow_ups import words
from samsteg.web.follow_ups.sections import Section

LINE = "_" * 40


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of an extract: texts and points that a consent opens."""

    title: str
    category: str
    texts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """What the authority gets. `left_out`: categories that the meeting says something about, and no consent opens.

    `name` is empty for a protected person: then there is a line to write it on.
    """

    team: str
    receiver: str
    name: str
    title: str
    lead: str
    parts: tuple[Part, ...]
    open: frozenset[str]
    left_out: frozenset[str]

    @property
    def categories(self) -> frozenset[str]:
        return frozenset(part.category for part in self.parts)


def extract_of(
    *,
    title: str,
    team: str,
    row: ReadFollowUp,
    names: Mapping[int, str],
    receiver: int,
    open_: frozenset[str],
    sections: Sequence[Section],
    texts: Mapping[str, str],
    steps: Sequence[Agreed],
) -> Extract:
    """Everything that the meeting says, parted by what the authority may know."""
    every = [*_written(texts, steps), *_known(sections)]
    form = words.form(row).lower()
    return Extract(
        team=team,
        receiver=names.get(receiver, ""),
        name=title,
        title=words.kind(row),
        lead=", ".join(part for part in (words.when(row.meeting_on, row.meeting_at), form) if part) + ".",
        parts=tuple(part for part in every if part.category in open_),
        open=open_,
        left_out=frozenset(part.category for part in every if part.category not in open_),
    )


def _written(texts: Mapping[str, str], steps: Sequence[Agreed]) -> Iterator[Part]:
    for part in MinutePart:
        if part in NEVER_SHARED:
            continue
        category = CATEGORY_OF[part].value
        if part is MinutePart.AGREED:
            points = tuple(one.text for one in steps if one.text)
            if points:
                yield Part(str(part.label), category, points=points)
        elif texts.get(part.value):
            yield Part(str(part.label), category, texts=(texts[part.value],))


def _known(sections: Sequence[Section]) -> Iterator[Part]:
    for one in sections:
        said = (", ".join(part for part in (row.text, row.meta, row.tag) if part) for row in one.rows)
        yield Part(one.title, str(one.category), points=tuple(said))


def extract_paper(extract: Extract, *, today: dt.date, is_practice: bool) -> Document:
    return _document(_("Extract of a follow-up"), extract.team, _extract_blocks(extract), today, is_practice)


def _extract_blocks(extract: Extract) -> Iterator[Block]:
    yield text(_("To: %(receiver)s") % {"receiver": extract.receiver})
    yield text(_("About: %(name)s") % {"name": extract.name or LINE})
    yield text(f"{extract.title}, {extract.lead}")
    for part in extract.parts:
        yield Heading(1, part.title)
        for one in part.texts:
            yield from paragraphs(one)
        if part.points:
            yield bullets(part.points)
    yield note(
        _(
            "The participant has consented to your knowing this. It may not be passed on. What the consent does not "
            "cover is left out."
        )
    )


@dataclass(frozen=True, slots=True)
class Invitation:
    """`name` is empty where it is to be written by hand."""

    team: str
    receiver: str
    row: ReadFollowUp
    name: str
    today: dt.date
    is_practice: bool


def invitation_paper(letter: Invitation) -> Document:
    blocks = _invitation_blocks(letter)
    return _document(_("Invitation to a follow-up"), letter.team, blocks, letter.today, letter.is_practice)


def _invitation_blocks(letter: Invitation) -> Iterator[Block]:
    row = letter.row
    yield text(_("To: %(receiver)s") % {"receiver": ", ".join(filter(None, (row.contact, letter.receiver)))})
    yield text(
        _("Welcome to a meeting about how it goes for the person whom you and the team work with together.")
    )
    yield bullets(
        tuple(
            line
            for line in (
                _("About: %(name)s") % {"name": letter.name or LINE},
                _("When: %(when)s") % {"when": words.when(row.meeting_on, row.meeting_at)},
                _("How: %(form)s") % {"form": words.form(row)} if row.form else "",
                _("Where: %(place)s") % {"place": row.place} if row.place else "",
            )
            if line
        )
    )
    yield text(_("We look back on what we agreed on, say what is better, and decide on the next step."))
    yield text(_("Can't you come? Call the team as soon as you can, and we find another day."))
    yield text(_("Kind regards, %(team)s") % {"team": letter.team})


def _document(title: str, team: str, blocks: Iterator[Block], today: dt.date, is_practice: bool) -> Document:
    day = str(today)
    return handout(title, blocks, team=team, today=today, is_practice=is_practice, about=day, foot=day)
