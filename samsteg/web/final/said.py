"""What the final documentation tells in words that somebody wrote: how it went, what was in the way, the plan."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from samsteg.participants.enums import NoteForm
from samsteg.participants.plans.enums import PlanPart
from samsteg.placements.enums import BreakReason, EndedHow, TextPart
from samsteg.placements.models import Placement
from samsteg.placements.selectors import last_on
from samsteg.reports.document import Block, Column, Heading, Row, Table, bullets, note, paragraphs, row
from samsteg.reports.final.enums import FinalPart
from samsteg.reports.final.shape import Shape
from samsteg.web.final.known import Known
from samsteg.web.final.tried import text_of
from samsteg.web.participants.words import number, word

# Told by a part of its own, where the template shows it.
OF_OTHER_PART = {PlanPart.OBSTACLES: FinalPart.HINDERED, PlanPart.RESOURCES: FinalPart.SUPPORT}
TALKS = (NoteForm.TALK, NoteForm.WALK, NoteForm.PHONE, NoteForm.DIGITAL, NoteForm.MEETING)


def at_work(known: Known, shape: Shape) -> Iterator[Block]:
    """What was said at the check-ins, the first one first."""
    if known.placements and not known.is_open:
        yield _left_out()
        return
    columns = (Column(_("Day")), Column(_("The participant's view")), Column(_("The employer's view")))
    for place, one in enumerate(reversed(known.placements)):
        if rows := tuple(_talks(known, one)):
            caption = _("What was said about %(employer)s") % {"employer": one.employer}
            yield Table(key=f"said{place}", caption=caption, base="", columns=columns, rows=rows)


def _talks(known: Known, one: Placement) -> Iterator[Row]:
    for talk in reversed(known.details.check_ins.get(one.series, [])):
        texts = known.details.texts.get((one.series, talk.check_in), {})
        views = [texts.get(part, "") for part in (TextPart.PERSON_VIEW, TextPart.EMPLOYER_VIEW)]
        if any(views):
            yield row(str(talk.held_on), *views)


def hindered(known: Known, shape: Shape) -> Iterator[Block]:
    """In terms of work: what the plan says, hours that went down, and why a placement ended early."""
    for one in known.texts_of(PlanPart.OBSTACLES):
        yield from paragraphs(one)
    lines = [line for one in reversed(known.placements) for line in _in_the_way(known, one)]
    if lines:
        yield bullets(lines)


def _in_the_way(known: Known, one: Placement) -> Iterator[str]:
    for before, after in pairwise(known.rungs_of(one)):
        if after.hours < before.hours:
            yield _("%(employer)s: from %(before)s to %(after)s hours a week on %(day)s") % {
                "employer": one.employer,
                "before": number(before.hours),
                "after": number(after.hours),
                "day": after.valid_from,
            }
    if one.ended_how == EndedHow.BROKEN_OFF:
        told = (_("ended early %(day)s") % {"day": last_on(one)}, word(BreakReason, one.break_reason).lower())
        yield f"{one.employer}: {', '.join(part for part in told if part)}"


def support(known: Known, shape: Shape) -> Iterator[Block]:
    """What the plan says, what was agreed at the workplaces, and how often the team and the participant talked."""
    for one in known.texts_of(PlanPart.RESOURCES):
        yield from paragraphs(one)
    lines = [
        f"{one.employer}: {told}"
        for one in reversed(known.placements)
        if (told := text_of(known, one, TextPart.SUPPORT))
    ]
    counts = [(form, known.talks[form]) for form in TALKS if known.talks.get(form)]
    if counts:
        told = ", ".join(f"{word(NoteForm, form).lower()} {count}" for form, count in counts)
        count = sum(count for _form, count in counts)
        lines.append(
            _("Talks and meetings that are noted: %(count)d (%(told)s)") % {"count": count, "told": told}
        )
    if lines:
        yield bullets(lines)
    if known.placements and not known.is_open:
        yield _left_out()


def plan(known: Known, shape: Shape) -> Iterator[Block]:
    for part in PlanPart:
        if part in OF_OTHER_PART and shape.shows(OF_OTHER_PART[part]):
            continue
        for place, told in enumerate(known.texts_of(part)):
            if not place:
                yield Heading(2, str(part.label))
            yield from paragraphs(told)
    if known.steps_taken:
        yield Heading(2, _("Steps taken"))
        yield bullets(f"{day}: {step.values.text}" for day, step in known.steps_taken)


def _left_out() -> Block:
    return note(
        _("What was written about the workplaces is left out: it may tell where somebody protected is.")
    )
