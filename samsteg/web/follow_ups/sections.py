"""What the meeting's page fills itself with. Each part of the record adds a function here; a page asks them all.

A section says what kind of information it is (`category`), so that an extract can leave it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.activities.enums import Mark
from samsteg.activities.member_selectors import marks_of_person
from samsteg.follow_ups.enums import WAS_HELD
from samsteg.follow_ups.records import Agreed, ReadFollowUp
from samsteg.follow_ups.selectors import steps_of
from samsteg.participants.listing import BEGAN_ON
from samsteg.participants.one_person import stays_in_part
from samsteg.participants.own_access.selectors import messages_of
from samsteg.participants.plans.enums import PlanPart, StepKind, StepState
from samsteg.participants.plans.records import Origin, Plan, ReadScale, ReadText
from samsteg.participants.plans.selectors import plan_of, versions_of_text
from samsteg.placements.enums import OF_CHECK_IN, PlacementForm
from samsteg.placements.models import HIDDEN_EMPLOYER, Placement
from samsteg.placements.selectors import Details, details_of, placements_of_stays
from samsteg.web.own.shown import shown_message
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.plan.chart import MOST_DOTS, ScaleChart, scale_chart
from samsteg.web.participants.words import number, word


@dataclass(frozen=True, slots=True)
class Row:
    """`step_id` is one that can be marked as done on the page."""

    text: str
    meta: str = ""
    tag: str = ""
    tag_kind: str = ""
    step_id: int | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line that the page draws, with its numbers in a table beside, newest first: day, own, the coach's."""

    chart: ScaleChart
    numbers: tuple[tuple[dt.date, int, int | None], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`rows` are what a paper says too; `drawn` is for the page alone."""

    title: str
    category: str
    rows: tuple[Row, ...]
    source: str = ""
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """`before`: the meeting that was held last before this one. `since`: its day, or the stay's first.

    `until`: the last day that is told of. Of a meeting that has been held its own, since what came after wasn't said
    there; and never past the stay's exit, where the reader may know of it.
    """

    entered: Entered
    meeting: ReadFollowUp
    before: ReadFollowUp | None
    since: dt.date | None
    until: dt.date | None
    is_protected: bool
    on_paper: bool = False
    plan: Plan = field(default_factory=Plan)

    def is_told(self, day: dt.date | None) -> bool:
        """Whether what happened that day had happened, as far as the meeting knows."""
        return day is not None and (self.until is None or day <= self.until)


def sections_for(
    entered: Entered,
    meeting: ReadFollowUp,
    before: ReadFollowUp | None,
    *,
    is_protected: bool,
    on_paper: bool = False,
) -> tuple[Section, ...]:
    """What there is of this stay, in the order in which one talks about it. Only what the reader may read.

    `on_paper`: it is handed out as what was said then, so what has been done since is left out there too.
    """
    plan = plan_of(entered.actor, entered.team, entered.person_id)
    began_on, exited_on = _days_of_stay(entered, meeting.stay_id)
    asked = Asked(
        entered=entered,
        meeting=meeting,
        before=before,
        since=before.meeting_on if before else began_on,
        until=_until(entered, meeting, exited_on),
        is_protected=is_protected,
        on_paper=on_paper,
        plan=plan,
    )
    return tuple(section for make in SECTIONS for section in make(asked))


def _until(entered: Entered, meeting: ReadFollowUp, exited_on: dt.date | None) -> dt.date | None:
    knows_exit = entered.opened.reads(None, DataCategory.OUTCOME)
    days = [exited_on if knows_exit else None, meeting.meeting_on if meeting.state in WAS_HELD else None]
    return min((day for day in days if day), default=None)


def agreed_before(asked: Asked) -> Iterator[Section]:
    if asked.before is None:
        return
    entered = asked.entered
    steps = steps_of(entered.actor, entered.team, entered.person_id, [asked.before])
    rows = tuple(
        agreed_row(replace(one, done_on=None) if asked.on_paper and not asked.is_told(one.done_on) else one)
        for one in steps.get(asked.before.series, ())
        if one.text
    )
    if rows:
        title = _("What we agreed on then")
        source = _("From the meeting on %(day)s") % {"day": asked.before.meeting_on}
        yield Section(title, DataCategory.PLANNING, rows, source)


def agreed_row(step: Agreed) -> Row:
    tag = _("Done %(day)s") % {"day": step.done_on} if step.done_on else _("Not done yet")
    kind = "ok" if step.done_on else "warn"
    return Row(step.text or "", "", tag, kind, step.step_id, step.done_on is not None)


def goals(asked: Asked) -> Iterator[Section]:
    rows = tuple(
        Row(text)
        for one in asked.plan.texts
        if one.part == PlanPart.GOALS and _is_planning(one.origin) and (text := _as_then(asked, one))
    )
    if rows:
        yield Section(_("Goals"), DataCategory.PLANNING, rows, _("From the plan"))


def _as_then(asked: Asked, goals: ReadText) -> str:
    """What the goals said on the last day that is told of; empty where none were written yet."""
    if asked.is_told(timezone.localdate(goals.origin.written_at)):
        return goals.text
    entered = asked.entered
    every = versions_of_text(entered.actor, entered.team, entered.person_id, goals.part, None)
    then = (one.text for one in every if asked.is_told(timezone.localdate(one.origin.written_at)))
    return next(then, "")


def steps_of_plan(asked: Asked) -> Iterator[Section]:
    """Those open, and those closed since the last meeting. What was closed afterwards was open then."""
    rows = []
    for one in asked.plan.steps:
        recent = one.closed_on is not None and (asked.since is None or one.closed_on >= asked.since)
        if one.values.kind == StepKind.PROMISE or not _is_planning(one.origin):
            continue
        if not asked.is_told(one.values.agreed_on):
            continue
        if one.is_open or not asked.is_told(one.closed_on):
            meta = _("To %(day)s") % {"day": one.values.due_on} if one.values.due_on else ""
            rows.append(Row(one.values.text, meta))
        elif one.state == StepState.DONE and recent:
            rows.append(Row(one.values.text, "", _("Done %(day)s") % {"day": one.closed_on}, "ok"))
    if rows:
        yield Section(_("Steps in the plan"), DataCategory.PLANNING, tuple(rows), _("From the plan"))


def scale(asked: Asked) -> Iterator[Section]:
    own = (None, asked.meeting.stay_id)
    readings = [
        one
        for one in asked.plan.scale
        if _is_planning(one.origin) and one.stay_id in own and asked.is_told(one.values.read_on)
    ]
    if not readings:
        return
    chosen = readings[-1:] if len(readings) == 1 else [readings[-1], readings[0]]
    rows = tuple(Row(_reading(one), str(one.values.read_on)) for one in chosen)
    title, source = _("How near the goal, 0\u201310"), _("From the plan")
    yield Section(title, DataCategory.PLANNING, rows, source, _drawn(readings))


def _drawn(readings: Sequence[ReadScale]) -> Drawn | None:
    """As on the plan's page; None for a single reading."""
    chart = scale_chart(readings)
    if chart is None:
        return None
    values = [one.values for one in readings[-MOST_DOTS:]]
    return Drawn(chart, tuple((one.read_on, one.own, one.coach) for one in reversed(values)))


def _reading(one: ReadScale) -> str:
    """Both views of the same; a difference is something to talk about, not a fault."""
    if one.values.coach is None:
        return _("The participant says %(own)d") % {"own": one.values.own}
    said = {"own": one.values.own, "coach": one.values.coach}
    return _("The participant says %(own)d, the coach %(coach)d") % said


def _is_planning(origin: Origin) -> bool:
    """The team's own, and of the category that the section is told under."""
    return origin.category == DataCategory.PLANNING and origin.source_id is None


def attendance(asked: Asked) -> Iterator[Section]:
    """How it has been in groups since the last meeting, by group; a representative sees it by its own category."""
    entered = asked.entered
    marks = marks_of_person(
        entered.team, entered.person_id, entered.opened, first_on=asked.since, last_on=asked.until
    )
    by_group: dict[str, list[str]] = {}
    for one in marks:
        by_group.setdefault(one.group, []).append(one.mark)
    rows = tuple(Row(group, _marks_in_words(found)) for group, found in sorted(by_group.items()))
    if rows:
        day = {"day": asked.since}
        source = _("From roll calls since %(day)s") % day if asked.since else _("From roll calls")
        yield Section(_("Groups and attendance"), DataCategory.ATTENDANCE, rows, source)


def _marks_in_words(marks: list[str]) -> str:
    counted = [(mark, marks.count(mark.value)) for mark in Mark]
    return ", ".join(f"{str(mark.label).lower()} {count}" for mark, count in counted if count)


def placements(asked: Asked) -> Iterator[Section]:
    """Where one has been since the last meeting; a representative sees it by the category of work."""
    entered = asked.entered
    if DataCategory.WORK not in entered.opened.of_source(None):
        return
    rows: list[Row] = []
    found = placements_of_stays(entered.team, [asked.meeting.stay_id])
    known = details_of(entered.actor, entered.team, entered.person_id, [one.series for one in found])
    for one in found:
        if asked.since and one.ended_on and one.ended_on < asked.since:
            continue
        if not asked.is_told(one.started_on):
            continue
        at = HIDDEN_EMPLOYER if asked.is_protected else one.employer
        text = ", ".join(part for part in (word(PlacementForm, one.form), at) if part)
        meta = ", ".join(part for part in (_days_at(asked, one), _hours(asked, one, known)) if part)
        rows.append(Row(text, meta))
        rows += _check_in(asked, one, known)
    if rows:
        yield Section(_("Work and work training"), DataCategory.WORK, tuple(rows))


def _days_at(asked: Asked, one: Placement) -> str:
    """No last day where it came later than what is told of: it went on then."""
    if one.ended_on is not None and asked.is_told(one.ended_on):
        return _("%(first)s to %(last)s") % {"first": one.started_on, "last": one.ended_on}
    if asked.until is not None:
        return _("from %(first)s") % {"first": one.started_on}
    return _("%(first)s to %(last)s") % {"first": one.started_on, "last": _("now")}


def _hours(asked: Asked, one: Placement, known: Details) -> str:
    """The ladder: 8, 12 and then 20 hours a week. The first step holds from the first day on."""
    every = known.rungs.get(one.series, ())
    steps = [rung.hours for at, rung in enumerate(every) if at == 0 or asked.is_told(rung.valid_from)]
    if not steps and one.hours_per_week:
        steps = [one.hours_per_week]
    if not steps:
        return ""
    return _("%(hours)s hours a week") % {"hours": " \u2192 ".join(number(hours) for hours in steps)}


def _check_in(asked: Asked, one: Placement, known: Details) -> Iterator[Row]:
    """The last one, each view by itself."""
    held = [talk for talk in known.check_ins.get(one.series, []) if asked.is_told(talk.held_on)]
    for talk in held[:1]:
        texts = known.texts.get((one.series, talk.check_in), {})
        for part in OF_CHECK_IN:
            if texts.get(part):
                yield Row(texts[part], f"{part.label}, {talk.held_on}")


def _days_of_stay(entered: Entered, stay_id: int) -> tuple[dt.date | None, dt.date | None]:
    """The first day of the stay that is known, and its exit: what was before or after belongs to another one."""
    stays = stays_in_part(entered.actor, entered.team, entered.person_id).filter(pk=stay_id)
    return stays.values_list(BEGAN_ON, "exited_on").first() or (None, None)


def said_by_participant(entered: Entered, meeting: ReadFollowUp) -> Iterator[Section]:
    """What the participant has sent about the meeting: for the team's staff, and in no extract to an authority."""
    if not entered.is_staff:
        return
    rows: list[Row] = []
    for one in messages_of(entered.team, entered.person_id):
        if one.meeting_series != meeting.series:
            continue
        shown = shown_message(one)
        day = str(timezone.localdate(one.sent_at))
        rows += [Row(answer, f"{question} {day}") for question, answer in shown.answers] or [
            Row(shown.title, day)
        ]
    if rows:
        title = _("What the participant has written")
        yield Section(title, DataCategory.PLANNING, tuple(rows), _("From the own page or a link"))


SECTIONS: tuple[Callable[[Asked], Iterator[Section]], ...] = (
    agreed_before,
    goals,
    scale,
    steps_of_plan,
    attendance,
    placements,
)
