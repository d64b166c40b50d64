"""The agreement to sign and the blank for the employer, as accessible PDF. Neither says anything of health."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.placements.enums import InsuredBy, PlacementForm, TextPart
from samsteg.placements.models import HIDDEN_EMPLOYER
from samsteg.placements.records import ReadPlacement
from samsteg.reports.document import (
    Block,
    Column,
    Document,
    Heading,
    Table,
    bullets,
    note,
    paragraphs,
    row,
    text,
)
from samsteg.reports.handouts import handout
from samsteg.web.participants.words import number, word

LINE, WIDE = "_" * 34, "_" * 74  # beside a word, and across the page
LINES_OF_PART, LINES_OF_ANSWER = 2, 3


@dataclass(frozen=True, slots=True)
class Paper:
    """`name` and the employer are empty where they are to be written by hand."""

    team: str
    name: str
    one: ReadPlacement
    today: dt.date
    is_practice: bool

    @property
    def employer(self) -> str:
        at = self.one.values.employer
        return "" if at.startswith(HIDDEN_EMPLOYER) else at

    @property
    def form(self) -> str:
        return word(PlacementForm, self.one.values.form)


def agreement_paper(paper: Paper) -> Document:
    title = _("Agreement on %(form)s") % {"form": paper.form.lower()}
    return _document(title, paper, _agreement(paper))


def _agreement(paper: Paper) -> Iterator[Block]:
    values = paper.one.values
    yield text(_("This is what we agree on. All three have a copy."))
    yield Heading(1, _("Who"))
    yield bullets(
        (
            _("Participant: %(name)s") % {"name": paper.name or LINE},
            _("Employer: %(name)s") % {"name": paper.employer or LINE},
            _("Team: %(name)s") % {"name": paper.team},
        )
    )
    yield Heading(1, _("When"))
    until = values.ended_on or LINE
    yield bullets(
        (
            _("First day: %(day)s. Last day: %(last)s") % {"day": values.started_on, "last": until},
            *(
                _("From %(day)s: %(hours)s hours a week")
                % {"day": rung.valid_from, "hours": number(rung.hours)}
                for rung in paper.one.rungs
            ),
            _("Days and times: %(line)s") % {"line": LINE},
        )
    )
    for part in (TextPart.TASKS, TextPart.SUPPORT):
        yield Heading(1, str(part.label))
        told = values.texts.get(part, "")
        yield from paragraphs(told) if told else [text(WIDE)] * LINES_OF_PART
    yield Heading(1, _("Insurance"))
    insured = word(InsuredBy, values.insured_by) or LINE
    yield text(_("The participant is insured by: %(who)s") % {"who": insured})
    yield from _terms()
    yield from _signatures(paper)


def _terms() -> Iterator[Block]:
    yield Heading(1, _("We keep to this"))
    yield bullets(
        (
            _("The participant isn't employed and gets no pay from the employer."),
            _("The employer shows the place and the work, and answers for the work environment."),
            _("What one gets to know about each other, about customers and about the place stays there."),
            _("Who is ill or can't come tells the workplace the same day."),
            _("Any of us may end the placement. Talk with the team first, and we find a good way."),
        )
    )


def _signatures(paper: Paper) -> Iterator[Block]:
    columns = (Column(_("Who")), Column(_("Day and signature")))
    parties = (_("The participant"), _("The employer"), paper.team)
    yield Heading(1, _("Signatures"))
    yield Table(
        key="signatures",
        caption=_("Signatures"),
        base="",
        columns=columns,
        rows=tuple(row(party, LINE) for party in parties),
    )


def blank_paper(paper: Paper) -> Document:
    """For the employer to fill in by hand. Without the participant's name: it may lie on a desk."""
    return _document(_("How is it going?"), paper, _blank(paper))


def _blank(paper: Paper) -> Iterator[Block]:
    yield text(
        _(
            "Fill in a few lines before we are in touch, or tell us by phone. Write no name and nothing of health."
        )
    )
    yield text(_("Workplace: %(name)s") % {"name": paper.employer or LINE})
    yield text(_("Day: %(line)s") % {"line": LINE})
    questions = (
        _("What works well?"),
        _("Which tasks suit, and which could be tried?"),
        _("How do the times work? Could it be more or fewer hours?"),
        _("What support would help?"),
        _("Could it become a job, or is there another place that you know of?"),
    )
    for question in questions:
        yield Heading(1, question)
        yield from [text(WIDE)] * LINES_OF_ANSWER
    yield note(
        _("What you write is read by the participant and the team. With consent also by an authority.")
    )


def _document(title: str, paper: Paper, blocks: Iterator[Block]) -> Document:
    day = str(paper.today)
    return handout(
        title,
        blocks,
        team=paper.team,
        today=paper.today,
        is_practice=paper.is_practice,
        about=day,
        foot=day,
    )
