"""What the final documentation tells was done: workplaces, groups, what went on beside, meetings. Of one stay alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from samsteg.activities.enums import Mark
from samsteg.activities.member_selectors import PersonMark
from samsteg.follow_ups.enums import WAS_HELD, FollowUpKind
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.participants.models import ParallelEffort
from samsteg.placements.enums import BreakReason, EndedHow, Outcome, PlacementForm, TextPart
from samsteg.placements.models import Placement
from samsteg.placements.selectors import Details
from samsteg.reports.document import Block, Column, Table, bullets, row
from samsteg.web.participants.person import span
from samsteg.web.participants.words import number, word


def workplaces(placements: Sequence[Placement], details: Details, *, with_tasks: bool) -> Iterator[Block]:
    """The first one first. `with_tasks` False: what somebody wrote may tell where it was."""
    if not placements:
        return
    columns = (
        Column(_("Where")),
        Column(_("When")),
        Column(_("Hours a week")),
        Column(_("Tasks")),
        Column(_("What came of it")),
    )
    rows = tuple(
        row(
            f"{one.employer} ({word(PlacementForm, one.form).lower()})",
            span(one.started_on, one.ended_on),
            _hours(one, details),
            details.texts.get((one.series, None), {}).get(TextPart.TASKS, "") if with_tasks else "",
            _came_of(one),
        )
        for one in reversed(placements)
    )
    yield Table(
        key="work",
        caption=_("Work training and other time at employers"),
        base="",
        columns=columns,
        rows=rows,
    )


def _hours(one: Placement, details: Details) -> str:
    steps = [rung.hours for rung in details.rungs.get(one.series, ())]
    if not steps and one.hours_per_week is not None:
        steps = [one.hours_per_week]
    return " \u2192 ".join(number(hours) for hours in steps)


def _came_of(one: Placement) -> str:
    """Never who decided: an end is nobody's fault on a paper that others read."""
    told = (
        word(EndedHow, one.ended_how) if one.ended_how == EndedHow.COMPLETED else "",
        word(BreakReason, one.break_reason),
        word(Outcome, one.outcome),
    )
    return ", ".join(part for part in told if part)


def groups(marks: Sequence[PersonMark], *, with_names: bool) -> Iterator[Block]:
    """How many times, group by group. `with_names` False: a group's name may tell where it meets."""
    if not marks:
        return
    by_group: dict[str, Counter[str]] = {}
    for one in marks:
        by_group.setdefault(one.group if with_names else _("Groups"), Counter())[one.mark] += 1
    rows = tuple(
        row(group, str(sum(counted[mark] for mark in WAS_THERE)), str(counted.total()))
        for group, counted in sorted(by_group.items())
    )
    columns = (
        Column(_("Group")),
        Column(_("Times there"), "right"),
        Column(_("Times in the roll call"), "right"),
    )
    yield Table(key="groups", caption=_("Groups"), base="", columns=columns, rows=rows)


WAS_THERE = (Mark.PRESENT, Mark.DIGITAL, Mark.CAME_BY)


def beside(efforts: Sequence[ParallelEffort], follow_ups: Sequence[ReadFollowUp]) -> Iterator[Block]:
    """Efforts that hold, and meetings that were held, the first one first."""
    lines = [
        f"{one.get_code_display()}: {span(one.started_on, one.ended_on)}"
        for one in efforts
        if one.superseded_at is None
    ]
    lines += [
        f"{word(FollowUpKind, one.kind)}: {one.meeting_on}"
        for one in reversed(follow_ups)
        if one.state in WAS_HELD
    ]
    if lines:
        yield bullets(lines)
