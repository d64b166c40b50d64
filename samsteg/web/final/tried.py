"""What the final documentation tells was done: workplaces, groups, what went on beside, meetings. Of one stay alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.activities.enums import TOOK_PART
from samsteg.activities.member_selectors import PersonMark
from samsteg.follow_ups.enums import WAS_HELD, FollowUpKind
from samsteg.participants.parallel import CATEGORY_OF_EFFORT
from samsteg.placements.enums import BreakReason, EndedHow, Outcome, PlacementForm, TextPart
from samsteg.placements.models import Placement
from samsteg.placements.selectors import last_on
from samsteg.reports.document import Block, Column, Table, bullets, row
from samsteg.reports.final.shape import Shape
from samsteg.web.final.known import Known
from samsteg.web.participants.person import span
from samsteg.web.participants.words import number, word


def workplaces(known: Known, shape: Shape) -> Iterator[Block]:
    """The first one first."""
    if not known.placements:
        return
    columns = (
        Column(_("Where")),
        Column(_("When")),
        Column(_("Hours a week")),
        Column(_("Tasks")),
        Column(_("What came of it")),
    )
    yield Table(
        key="work",
        caption=_("What has been tried at workplaces"),
        base="",
        columns=columns,
        rows=tuple(
            row(
                f"{one.employer} ({word(PlacementForm, one.form).lower()})",
                span(one.started_on, last_on(one)),
                _hours(one, known),
                text_of(known, one, TextPart.TASKS),
                _came_of(one),
            )
            for one in reversed(known.placements)
        ),
    )


def text_of(known: Known, one: Placement, part: TextPart) -> str:
    """Of the placement itself; empty where it might tell where a protected person has been."""
    return known.details.texts.get((one.series, None), {}).get(part, "") if known.is_open else ""


def _hours(one: Placement, known: Known) -> str:
    """A ladder with its days: how much was tried, and when."""
    rungs = known.rungs_of(one)
    if len(rungs) == 1:
        return number(rungs[0].hours)
    told = (
        _("%(hours)s from %(day)s") % {"hours": number(rung.hours), "day": rung.valid_from} for rung in rungs
    )
    return "\n".join(told)


def _came_of(one: Placement) -> str:
    """Never who decided: an end is nobody's fault on a paper that others read."""
    told = (
        word(EndedHow, one.ended_how) if one.ended_how == EndedHow.COMPLETED else "",
        word(BreakReason, one.break_reason),
        word(Outcome, one.outcome),
    )
    return ", ".join(part for part in told if part)


def groups(known: Known, shape: Shape) -> Iterator[Block]:
    """How many times, group by group. Of a protected person a group's name may tell where it meets."""
    if not known.marks:
        return
    by_group: dict[str, list[PersonMark]] = defaultdict(list)
    for one in known.marks:
        by_group[one.group if known.is_open else _("Groups")].append(one)
    rows = tuple(
        row(
            group,
            span(min(one.on_day for one in marks), max(one.on_day for one in marks)),
            str(sum(one.mark in TOOK_PART for one in marks)),
            str(len(marks)),
        )
        for group, marks in sorted(by_group.items())
    )
    columns = (
        Column(_("Group")),
        Column(_("When")),
        Column(_("Times there"), "right"),
        Column(_("Times in the roll call"), "right"),
    )
    yield Table(key="groups", caption=_("Groups"), base="", columns=columns, rows=rows)


def beside(known: Known, shape: Shape) -> Iterator[Block]:
    """Efforts that hold but treatment, which is of health, and meetings that were held; the first one first."""
    lines = [
        f"{one.get_code_display()}: {span(one.started_on, one.ended_on)}"
        for one in sorted(known.stay.efforts, key=lambda effort: effort.started_on)
        if one.superseded_at is None and CATEGORY_OF_EFFORT.get(one.code) != DataCategory.HEALTH
    ]
    lines += [
        f"{word(FollowUpKind, one.kind)}: {one.meeting_on}"
        for one in reversed(known.follow_ups)
        if one.state in WAS_HELD and one.stay_id == known.stay.stay.pk
    ]
    if lines:
        yield bullets(lines)
