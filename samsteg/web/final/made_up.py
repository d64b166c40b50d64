"""Somebody who doesn't exist, with a whole stay, for a look at the template. Nothing of it is stored."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.activities.enums import Mark
from samsteg.activities.member_selectors import PersonMark
from samsteg.follow_ups.enums import FollowUpKind, FollowUpState
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.organisation.models import Team
from samsteg.participants.enums import ExitReason, IncomeSource, NoteForm, ParallelKind, Referrer, Status
from samsteg.participants.models import ParallelEffort, Stay
from samsteg.participants.one_person import CoachSpan, PersonRecord, StayRecord
from samsteg.participants.plans.enums import PlanPart, StepKind, StepState
from samsteg.participants.plans.records import (
    Origin,
    Plan,
    ReadScale,
    ReadStep,
    ReadText,
    ScaleValues,
    StepValues,
)
from samsteg.participants.way.enums import Education, ExtensionReason, Moment, Occupation, TrialOutcome
from samsteg.participants.way.models import Situation, Trial
from samsteg.participants.way.selectors import Ending
from samsteg.people.names import PersonName
from samsteg.placements.enums import (
    BreakReason,
    CheckInForm,
    EndedHow,
    Outcome,
    PlacementForm,
    TextPart,
)
from samsteg.placements.models import CheckIn, Placement
from samsteg.placements.records import Rung
from samsteg.placements.selectors import Details
from samsteg.web.final.known import Known

NOBODY: Final = 0  # is the key of no row
LENGTH: Final = dt.timedelta(days=420)
WEEK: Final = dt.timedelta(days=7)


def made_up(team: Team, today: dt.date) -> Known:
    """Her time in the team ends today; the texts are in the language that is spoken now."""
    start = today - LENGTH
    stay = _stay(team, start, today)
    placements = _placements(stay, start)
    return Known(
        record=_record(stay, start),
        endings=(Ending(today, start, ExtensionReason.USUAL),),
        trial=Trial(ends_on=start + 12 * WEEK, outcome=TrialOutcome.CONTINUES),
        placements=placements,
        details=_details(placements),
        marks=_marks(start),
        plan=_plan(start, today),
        follow_ups=tuple(_follow_up(start, weeks) for weeks in (48, 32, 18, 6)),
        situations={
            Moment.START: Situation(occupation=Occupation.NEITHER, education=Education.UPPER_SECONDARY),
            Moment.EXIT: Situation(occupation=Occupation.STUDENT),
        },
        own_words=_("I know what I can do now, and what I need for it to last."),
        talks={NoteForm.TALK: 21, NoteForm.WALK: 9, NoteForm.PHONE: 6},
    )


def _stay(team: Team, start: dt.date, today: dt.date) -> Stay:
    return Stay(
        pk=NOBODY,
        team=team,
        own_id=_("Example"),
        referred_on=start - 10 * WEEK,
        mission_received_on=start - 8 * WEEK,
        enrolled_on=start,
        exited_on=today,
        exit_reason=ExitReason.STUDIES,
        referrer=Referrer.FK,
        income_start=[IncomeSource.SICKNESS_BENEFIT],
        income_exit=[IncomeSource.STUDENT_AID],
        support_before_months=Decimal(18),
    )


def _record(stay: Stay, start: dt.date) -> PersonRecord:
    beside = ParallelEffort(
        code=ParallelKind.STUDY_COUNSELLING, started_on=start + 9 * WEEK, ended_on=start + 30 * WEEK
    )
    told = StayRecord(stay, Status.EXITED, stay.mission_received_on, LENGTH.days, (), (), (beside,))
    coaches = (CoachSpan(_("Coach Example"), start, None),)
    return PersonRecord(
        NOBODY, (told,), (), coaches, has_personnummer=False, name=PersonName("Exempla", "Exempelsson")
    )


def _placements(stay: Stay, start: dt.date) -> list[Placement]:
    """The newest first, as they are read."""
    first = Placement(
        stay=stay,
        series=uuid.UUID(int=1),
        employer=_("Example Café"),
        form=PlacementForm.EXPLORATORY_PLACEMENT,
        started_on=start + 14 * WEEK,
        ended_on=start + 20 * WEEK,
        hours_per_week=Decimal(6),
        ended_how=EndedHow.BROKEN_OFF,
        break_reason=BreakReason.TASKS,
        outcome=Outcome.KNOWS_MORE,
    )
    second = Placement(
        stay=stay,
        series=uuid.UUID(int=2),
        employer=_("Example Garden"),
        form=PlacementForm.WORK_TRAINING,
        started_on=start + 24 * WEEK,
        ended_on=start + 50 * WEEK,
        ended_how=EndedHow.COMPLETED,
        outcome=Outcome.STUDIES,
    )
    return [second, first]


def _details(placements: list[Placement]) -> Details:
    second, first = placements
    start = second.started_on
    talk = CheckIn(check_in=uuid.UUID(int=3), held_on=start + 8 * WEEK, form=CheckInForm.VISIT)
    return Details(
        texts={
            (first.series, None): {
                TextPart.TASKS: _("Served at the till"),
                TextPart.SUPPORT: _("Breaks apart"),
            },
            (second.series, None): {
                TextPart.TASKS: _("Planted and watered"),
                TextPart.SUPPORT: _("One task at a time, told in the morning"),
            },
            (second.series, talk.check_in): {
                TextPart.PERSON_VIEW: _("Mornings go well, three days in a row are too many."),
                TextPart.EMPLOYER_VIEW: _("Careful, and better by the week."),
            },
        },
        rungs={
            second.series: [
                Rung(start, Decimal(8)),
                Rung(start + 6 * WEEK, Decimal(15)),
                Rung(start + 14 * WEEK, Decimal(12)),
            ]
        },
        check_ins={second.series: [talk]},
    )


def _marks(start: dt.date) -> list[PersonMark]:
    marks = (Mark.PRESENT, Mark.PRESENT, Mark.EXCUSED, Mark.PRESENT)
    return [
        PersonMark(uuid.UUID(int=10 + place), 1, _("Wednesday group"), start + place * WEEK, mark)
        for place, mark in enumerate(marks)
    ]


def _plan(start: dt.date, today: dt.date) -> Plan:
    origin = Origin(1, dt.datetime.combine(start, dt.time(9), dt.UTC), None, DataCategory.PLANNING, None, "")
    texts = {
        PlanPart.HOPES: _("A day that lasts, among people."),
        PlanPart.WORKS: _("Mornings, and work with the hands."),
        PlanPart.RESOURCES: _("Patience. A sister who drives."),
        PlanPart.OBSTACLES: _("Noise and many tasks at once."),
        PlanPart.GOALS: _("Study half time."),
    }
    done = StepValues(kind=StepKind.STEP, text=_("Visited the school"), agreed_on=start + 30 * WEEK)
    return Plan(
        texts=tuple(ReadText(part, told, origin) for part, told in texts.items()),
        steps=(ReadStep(uuid.UUID(int=4), done, StepState.DONE, start + 33 * WEEK, "", origin),),
        scale=tuple(
            ReadScale(uuid.UUID(int=5 + own), ScaleValues(read_on=day, own=own), None, origin)
            for day, own in ((start, 3), (today - WEEK, 7))
        ),
    )


def _follow_up(start: dt.date, weeks: int) -> ReadFollowUp:
    kind = FollowUpKind.FIRST if weeks < 12 else FollowUpKind.THREE_MONTH
    return ReadFollowUp(
        series=uuid.UUID(int=100 + weeks),
        version=1,
        stay_id=NOBODY,
        kind=kind,
        state=FollowUpState.HELD,
        due_on=None,
        meeting_on=start + weeks * WEEK,
        meeting_at=None,
        form="",
        authority_ids=(),
        place="",
        contact="",
        cancelled_by="",
        cancel_reason="",
        number=1,
        written_at=dt.datetime.combine(start + weeks * WEEK, dt.time(9), dt.UTC),
        writer_id=None,
    )
