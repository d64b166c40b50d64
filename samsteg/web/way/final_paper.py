"""The final documentation (slutdokumentation): what is known of a stay, as a document to hand over and to write on in.

For the participant, and by consent for others; useful for an application for sickness compensation. Notes and health
are not in it: who writes decides what of them belongs there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.follow_ups.enums import WAS_HELD, FollowUpKind
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.organisation.models import Team
from samsteg.participants.enums import ExitReason, Referrer
from samsteg.participants.one_person import PersonRecord, StayRecord
from samsteg.participants.plans.enums import PlanPart, StepState
from samsteg.participants.plans.records import Plan
from samsteg.participants.way.enums import Education, Moment, Occupation
from samsteg.participants.way.models import Situation
from samsteg.people.names import called
from samsteg.placements.enums import PlacementForm
from samsteg.placements.models import Placement
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
from samsteg.web.participants.person import span


@dataclass(frozen=True, slots=True)
class Known:
    """All that the paper is made of; the newest stay's."""

    record: PersonRecord
    placements: Sequence[Placement]
    plan: Plan
    follow_ups: Sequence[ReadFollowUp]
    situations: dict[Moment, Situation]
    own_words: str

    @property
    def stay(self) -> StayRecord:
        return self.record.newest


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
    yield from _plan(known.plan)
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
    months = str(whole_months(stay.enrolled_on, ends)) if stay.enrolled_on and ends else ""
    return [
        (_("Referrer"), words.word(Referrer, stay.referrer)),
        (_("Referral"), str(stay.referred_on or "")),
        (_("Start"), str(stay.enrolled_on or "")),
        (_("Exit"), str(ends or "")),
        (_("Whole months in the team"), months),
        (_("Led to"), words.word(ExitReason, stay.exit_reason)),
        (_("Coaches"), ", ".join(dict.fromkeys(one.name for one in known.record.coaches))),
    ]


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
        row(_("Scale 0 to 10, the participant's own number"), *_scale(known.plan)),
    )
    columns = (Column(_("What")), Column(_("At the start")), Column(_("At the exit")))
    return Table(key="change", caption=_("What has changed"), base="", columns=columns, rows=rows)


def _scale(plan: Plan) -> tuple[str, str]:
    if not plan.scale:
        return "", ""
    return str(plan.scale[0].values.own), str(plan.scale[-1].values.own)


def _done(known: Known) -> Iterator[Block]:
    done = [
        f"{words.word(PlacementForm, one.form)}: {one.employer}, {span(one.started_on, one.ended_on)}"
        for one in known.placements
    ]
    done += [
        f"{one.get_code_display()}: {span(one.started_on, one.ended_on)}"
        for one in known.stay.efforts
        if one.superseded_at is None
    ]
    done += [
        f"{words.word(FollowUpKind, one.kind)}: {one.meeting_on}"
        for one in reversed(known.follow_ups)
        if one.state in WAS_HELD and one.stay_id == known.stay.stay.pk
    ]
    yield bullets(done) if done else text(_("Nothing is written down."))


def _plan(plan: Plan) -> Iterator[Block]:
    for one in plan.texts:
        yield Heading(2, words.word(PlanPart, one.part))
        yield text(one.text)
    steps = [step.values.text for step in plan.steps if step.state == StepState.DONE]
    if steps:
        yield Heading(2, _("Steps taken"))
        yield bullets(steps)
    if not plan.texts and not steps:
        yield text(_("Nothing is written down."))
