"""The plan as a paper for the person it is about: in Swedish, in easy Swedish, or with English words round it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import Edition
from samsteg.participants.plans.enums import PlanPart, StepKind
from samsteg.participants.plans.records import Plan, ReadStep
from samsteg.reports.document import Block, Column, Document, Heading, Table, bullets, row, text
from samsteg.reports.handouts import handout

LANGUAGES = {Edition.PLAIN: "sv", Edition.EASY: "sv", Edition.ENGLISH: "en"}
MOST_DONE = 12  # steps that were taken, the newest first
MOST_NUMBERS = 12


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, a list, or both."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """What the paper says, in the reader's language. `numbers`: day and own number, the oldest first."""

    title: str
    person: str
    team: str
    day: dt.date
    intro: str
    sections: tuple[Section, ...]
    scale_heading: str
    scale_words: str
    columns: tuple[str, str]
    numbers: tuple[tuple[str, str], ...]
    language: str


def paper_plan(plan: Plan, *, edition: Edition, person: str, team: str, today: dt.date) -> PaperPlan:
    """The person's own numbers alone: the coach's view isn't on the person's paper."""
    language = LANGUAGES[edition]
    with translation.override(language):
        easy = edition is Edition.EASY
        return PaperPlan(
            title=_("Your plan"),
            person=person,
            team=team,
            day=today,
            intro=_(
                "This is your plan. It says what you want. You decide about it. You can change it when you like."
            )
            if easy
            else _("This is what you and the team have agreed on. It is yours, and it changes when you do."),
            sections=tuple(one for one in _sections(plan, easy) if one.paragraphs or one.items),
            scale_heading=_("How it is for you, from 0 to 10") if easy else _("Where you stand on the scale"),
            scale_words=_("0 is worst. 10 is best.")
            if easy
            else _("0 is the worst it has been. 10 is the day when your best hopes have come true."),
            columns=(_("Day"), _("Your number")),
            numbers=tuple(
                (str(one.values.read_on), str(one.values.own)) for one in plan.scale[-MOST_NUMBERS:]
            ),
            language=language,
        )


def document(page: PaperPlan, *, is_practice: bool) -> Document:
    with translation.override(page.language):
        return handout(
            page.title,
            _blocks(page),
            team=page.team,
            today=page.day,
            is_practice=is_practice,
            about=f"{page.person}, {page.day}",
            foot=str(page.day),
        )


def _blocks(page: PaperPlan) -> Iterator[Block]:
    yield text(page.intro)
    for one in page.sections:
        yield Heading(1, one.heading)
        for paragraph in one.paragraphs:
            yield text(paragraph)
        if one.items:
            yield bullets(one.items)
    if page.numbers:
        yield Heading(1, page.scale_heading)
        yield text(page.scale_words)
        columns = (Column(page.columns[0]), Column(page.columns[1], "right"))
        rows = tuple(row(*one) for one in page.numbers)
        yield Table(key="scale", caption=page.scale_heading, base="", columns=columns, rows=rows)


def _sections(plan: Plan, easy: bool) -> Iterator[Section]:
    steps = plan.open_steps(StepKind.STEP)
    yield Section(_("Your next step") if easy else _("Your next small step"), items=_steps(steps))
    yield Section(_("Try this until we meet again"), items=_steps(plan.open_steps(StepKind.HOMEWORK)))
    yield Section(_("The team has promised"), items=_steps(plan.open_steps(StepKind.PROMISE)))
    names = {
        PlanPart.HOPES: _("What you want") if easy else _("Your best hopes"),
        PlanPart.GOALS: _("Your goals"),
        PlanPart.WORKS: _("What works now") if easy else _("What already works for you"),
        PlanPart.RESOURCES: _("What you are good at and who helps you")
        if easy
        else _("Your strengths and support"),
        PlanPart.OBSTACLES: _("What is hard") if easy else _("What is in the way for you"),
    }
    for part, heading in names.items():
        yield Section(heading, paragraphs=tuple(_texts(plan, part)))
    done = [one.values.text for one in plan.closed_steps if one.state == "done" and one.values.text]
    yield Section(_("What you have done"), items=tuple(done[:MOST_DONE]))


def _texts(plan: Plan, part: PlanPart) -> Iterator[str]:
    for one in plan.of_part(part):
        *before, last = [line for line in one.text.splitlines() if line.strip()]
        yield from before
        told = _("(from %(source)s)") % {"source": one.origin.source} if one.origin.source else ""
        yield f"{last} {told}".strip()


def _steps(steps: tuple[ReadStep, ...]) -> tuple[str, ...]:
    return tuple(_step(one) for one in steps if one.values.text)


def _step(one: ReadStep) -> str:
    said = " ".join(one.values.text.split())
    if one.values.due_on is None:
        return said
    return _("%(what)s (we talk about it on %(day)s)") % {"what": said, "day": one.values.due_on}
