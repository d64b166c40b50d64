"""The final documentation (slutdokumentation): what is known of a stay, as a document to hand over and to write on in.

For the participant, and by consent for others; useful for an application for sickness compensation. Notes and health
are not in it: who writes decides what of them belongs there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.activities.member_selectors import PersonMark
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.organisation.models import Team
from samsteg.participants.enums import ExitDetail, ExitReason, Referrer
from samsteg.participants.models import Stay
from samsteg.participants.one_person import PersonRecord, StayRecord
from samsteg.participants.plans.enums import PlanPart, StepState
from samsteg.participants.plans.records import Plan, ReadScale
from samsteg.participants.way.enums import Education, ExtensionReason, Moment, Occupation, TrialOutcome
from samsteg.participants.way.models import Situation, Trial
from samsteg.participants.way.selectors import Ending
from samsteg.people.names import called
from samsteg.placements.models import Placement
from samsteg.placements.selectors import Details
from samsteg.reports.document import (
    Block,
    Column,
    Document,
    Heading,
    Table,
    bullets,
    row,
    text,
)
from samsteg.reports.handouts import handout
from samsteg.web.participants import words
from samsteg.web.participants.head import whole_months
from samsteg.web.way.final_parts import beside, groups, workplaces


@dataclass(frozen=True, slots=True)
class Known:
    """All that the paper is made of; but the plan, the follow-ups and the coaches it is the newest stay's."""

    record: PersonRecord
    endings: Sequence[Ending]
    trial: Trial | None
    placements: Sequence[Placement]
    details: Details
    marks: Sequence[PersonMark]
    plan: Plan
    follow_ups: Sequence[ReadFollowUp]
    situations: dict[Moment, Situation]
    own_words: str

    @property
    def stay(self) -> StayRecord:
        return self.record.newest

    @property
    def scale(self) -> list[ReadScale]:
        """The stay's own; a number without a stay was given before stays had numbers of their own."""
        return [one for one in self.plan.scale if one.stay_id in (None, self.stay.stay.pk)]

    def is_of_stay(self, first: dt.date, last: dt.date | None) -> bool:
        """Whether the days are partly within the stay, from its first known day."""
        stay = self.stay.stay
        began, ended = stay.enrolled_on or stay.mission_received_on or stay.referred_on, stay.exited_on
        return (began is None or last is None or last >= began) and (ended is None or first <= ended)


def final_paper(known: Known, *, team: Team, today: dt.date, is_practice: bool) -> Document:
    title = _("Final documentation")
    name = called(known.record.name, known.stay.stay.own_id)
    return handout(
        title,
        _blocks(known),
        team=team.name,
        today=today,
        is_practice=is_practice,
        about=f"{name}, {today}",
        foot=str(today),
    )


def _blocks(known: Known) -> Iterator[Block]:
    yield Heading(1, _("The time in the team"))
    yield _pairs("time", _("Days and those responsible"), _time(known))
    yield Heading(1, _("At the start and at the exit"))
    yield _before_and_after(known)
    yield Heading(1, _("What has been done"))
    yield from _done(known)
    yield Heading(1, _("The plan"))
    yield from _plan(known)
    yield Heading(1, _("In the participant's own words"))
    yield text(known.own_words or _("Nothing is written down."))
    yield Heading(1, _("The team's summary"))
    yield text(_("Write here what the next one needs to know, together with the participant."))


def _pairs(key: str, caption: str, pairs: Sequence[tuple[str, str]]) -> Table:
    columns = (Column(_("What")), Column(_("How it is")))
    told = tuple(row(label, value) for label, value in pairs if value)
    return Table(key=key, caption=caption, base="", columns=columns, rows=told)


def _time(known: Known) -> list[tuple[str, str]]:
    stay = known.stay.stay
    ends = stay.exited_on
    coaches = (one.name for one in known.record.coaches if known.is_of_stay(one.valid_from, one.valid_to))
    months = str(whole_months(stay.enrolled_on, ends)) if stay.enrolled_on and ends else ""
    return [
        (_("Referrer"), words.word(Referrer, stay.referrer)),
        (_("Referral"), str(stay.referred_on or "")),
        (_("Start"), str(stay.enrolled_on or "")),
        (_("Exit"), str(ends or "")),
        (_("Whole months in the team"), months),
        (_("Trial period"), _trial(known.trial)),
        (_("Planned end"), ", ".join(_ending(one) for one in reversed(known.endings))),
        (_("Led to"), _led_to(stay)),
        (_("Coaches"), ", ".join(dict.fromkeys(coaches))),
    ]


def _led_to(stay: Stay) -> str:
    extent = (
        _("%(percent)d per cent") % {"percent": stay.exit_extent_percent} if stay.exit_extent_percent else ""
    )
    detail = words.word(ExitDetail, stay.exit_detail)
    told = (words.word(ExitReason, stay.exit_reason), detail, stay.exit_detail_text, extent)
    return ", ".join(part for part in told if part)


def _trial(trial: Trial | None) -> str:
    if trial is None:
        return ""
    return ", ".join(part for part in (str(trial.ends_on), words.word(TrialOutcome, trial.outcome)) if part)


def _ending(one: Ending) -> str:
    reason = words.word(ExtensionReason, one.reason)
    return _("%(planned)s (decided %(decided)s: %(reason)s)") % {
        "planned": one.planned_on,
        "decided": one.decided_on,
        "reason": reason.lower(),
    }


def _before_and_after(known: Known) -> Table:
    stay = known.stay.stay
    start, end = (known.situations.get(moment) for moment in (Moment.START, Moment.EXIT))
    rows = (
        row(_("Income"), words.incomes(stay.income_start), words.incomes(stay.income_exit)),
        row(
            _("What the days hold"),
            words.word(Occupation, start.occupation) if start else "",
            words.word(Occupation, end.occupation) if end else "",
        ),
        row(_("Education"), words.word(Education, start.education) if start else "", ""),
        row(_("Scale 0 to 10, the participant's own number"), *_scale(known.scale)),
    )
    columns = (Column(_("What")), Column(_("At the start")), Column(_("At the exit")))
    return Table(key="change", caption=_("What has changed"), base="", columns=columns, rows=rows)


def _scale(scale: Sequence[ReadScale]) -> tuple[str, str]:
    if not scale:
        return "", ""
    return str(scale[0].values.own), str(scale[-1].values.own)


def _done(known: Known) -> Iterator[Block]:
    stay, is_open = known.stay.stay, known.record.protection is None
    done = [
        *workplaces(known.placements, known.details, with_tasks=is_open),
        *groups(known.marks, with_names=is_open),
        *beside(known.stay.efforts, [one for one in known.follow_ups if one.stay_id == stay.pk]),
    ]
    yield from done or [text(_("Nothing is written down."))]


def _plan(known: Known) -> Iterator[Block]:
    plan = known.plan
    for one in plan.texts:
        yield Heading(2, words.word(PlanPart, one.part))
        yield text(one.text)
    steps = [
        step.values.text
        for step in plan.steps
        if step.state == StepState.DONE
        and step.closed_on is not None
        and known.is_of_stay(step.closed_on, step.closed_on)
    ]
    if steps:
        yield Heading(2, _("Steps taken"))
        yield bullets(steps)
    if not plan.texts and not steps:
        yield text(_("Nothing is written down."))
