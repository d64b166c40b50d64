"""All that the final documentation is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from samsteg.access.enums import DataCategory
from samsteg.activities.member_selectors import PersonMark
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.participants.one_person import PersonRecord, StayRecord
from samsteg.participants.plans.enums import PlanPart, StepState
from samsteg.participants.plans.records import Plan, ReadScale, ReadStep
from samsteg.participants.way.enums import Moment
from samsteg.participants.way.models import Situation, Trial
from samsteg.participants.way.selectors import Ending
from samsteg.placements.models import Placement
from samsteg.placements.records import Rung
from samsteg.placements.rules import ladder
from samsteg.placements.selectors import Details


@dataclass(frozen=True, slots=True)
class Known:
    """But the plan, the follow-ups and the coaches it is the newest stay's. `talks`: how many, by their form."""

    record: PersonRecord
    endings: Sequence[Ending]
    trial: Trial | None
    placements: Sequence[Placement]
    details: Details
    marks: Sequence[PersonMark]
    plan: Plan
    follow_ups: Sequence[ReadFollowUp]
    situations: Mapping[Moment, Situation]
    own_words: str
    talks: Mapping[str, int] = field(default_factory=dict)

    @property
    def stay(self) -> StayRecord:
        return self.record.newest

    @property
    def is_open(self) -> bool:
        """Whether what somebody wrote may stand there: of a protected person it may tell where that was."""
        return self.record.protection is None

    @property
    def coaches(self) -> list[str]:
        own = (one for one in self.record.coaches if self.is_of_stay(one.valid_from, one.valid_to))
        return list(dict.fromkeys(one.name for one in own))

    @property
    def scale(self) -> list[ReadScale]:
        """The stay's own; a number without a stay was given before stays had numbers of their own."""
        return [one for one in self.plan.scale if one.stay_id in (None, self.stay.stay.pk)]

    @property
    def steps_taken(self) -> list[tuple[dt.date, ReadStep]]:
        """The first one first."""
        done = [
            (step.closed_on, step)
            for step in self.plan.steps
            if step.state == StepState.DONE
            and step.closed_on is not None
            and self.is_of_stay(step.closed_on, step.closed_on)
            and step.values.category != DataCategory.HEALTH
        ]
        return sorted(done, key=lambda one: one[0])

    def texts_of(self, part: PlanPart) -> list[str]:
        """What the plan says there, but what is written of health."""
        found = self.plan.of_part(part)
        return [one.text for one in found if one.text and one.origin.category != DataCategory.HEALTH]

    def rungs_of(self, one: Placement) -> Sequence[Rung]:
        return ladder(one.started_on, one.hours_per_week, self.details.rungs.get(one.series, ()))

    def is_of_stay(self, first: dt.date, last: dt.date | None) -> bool:
        """Whether the days are partly within the stay, from its first known day."""
        stay = self.stay.stay
        began, ended = stay.enrolled_on or stay.mission_received_on or stay.referred_on, stay.exited_on
        return (began is None or last is None or last >= began) and (ended is None or first <= ended)
