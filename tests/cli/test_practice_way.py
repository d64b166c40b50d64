"""In the practice team somebody is on trial, somebody continues after one, and somebody in the queue is paused."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from demo.practice import practice_workbook
from samsteg.access.operator import make_operator
from samsteg.accounts.models import User
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.cli.practice_way import UNDECIDED, WAITED, fill_practice_way
from samsteg.core.context import acting
from samsteg.exchange.columns import SheetName
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State
from samsteg.participants.way.models import CURRENT, QueuePause, Trial
from samsteg.participants.way.states import with_state
from samsteg.participants.way.usual_times import UsualTimes
from tests.factories import lead, make_person, make_stay, make_team

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def operator() -> User:
    make_operator(using="default")
    return User.objects.get(username="operator")


def ours(team: Team, number: int, **facts: dt.date) -> Stay:
    return make_stay(team, person=make_person(team, own_id=f"OVNING-{number}"), **facts)


def states(team: Team, day: dt.date) -> dict[int, str]:
    with acting(lead(team)):
        return dict(with_state(Stay.objects.in_team(team.pk), team, day).values_list("pk", "state"))


def began_for_trial_to_end(day: dt.date) -> dt.date:
    """A start whose usual trial ends on the day or a few days before."""
    starts = (day - number * DAY for number in range(40, 90))
    return next(one for one in starts if UsualTimes().trial_end(one) in (day, day - DAY, day - 2 * DAY))


def test_who_came_lately_is_on_trial_and_who_has_been_here_continues(operator: User) -> None:
    team = make_team()
    new = ours(team, 1, enrolled_on=TODAY - 10 * DAY)
    over = ours(team, 2, enrolled_on=began_for_trial_to_end(TODAY - 3 * DAY))
    settled = ours(team, 3, enrolled_on=TODAY - 300 * DAY)
    left = ours(team, 4, enrolled_on=TODAY - 300 * DAY, exited_on=TODAY - 30 * DAY)
    real = make_stay(team, person=make_person(team, own_id="K-1"), enrolled_on=TODAY - 10 * DAY)
    assert fill_practice_way(operator, team) == 3
    assert states(team, TODAY) == {
        new.pk: State.TRIAL,
        over.pk: State.TRIAL,
        settled.pk: State.ENROLLED,
        left.pk: State.EXITED,
        real.pk: State.ENROLLED,
    }
    with acting(lead(team)):
        ends = Trial.objects.get(team=team, stay=over).ends_on
        assert TODAY - UNDECIDED < ends < TODAY  # the page asks how it turned out
        done = Trial.objects.get(team=team, stay=settled)
        assert (done.outcome, done.decided_on) == ("continues", done.ends_on)
    assert fill_practice_way(operator, team) == 0


def test_later_the_trial_is_decided_and_what_a_user_has_noted_stands(operator: User) -> None:
    team = make_team()
    new, by_hand = (ours(team, number, enrolled_on=TODAY - 10 * DAY) for number in (1, 2))
    with acting(lead(team)) as actor:
        source = record_source(actor=actor, team_id=team.pk, kind=SourceKind.PAGE)
        Trial.objects.create(
            team=team,
            stay=by_hand,
            ends_on=TODAY + 5 * DAY,
            recorded_at=timezone.now(),
            recorded_by_id=actor.user_id,
            source_id=source.pk,
        )
    assert fill_practice_way(operator, team) == 1
    later = TODAY + 120 * DAY
    with time_machine.travel(dt.datetime.combine(later, dt.time(12), tzinfo=dt.UTC)):
        assert fill_practice_way(operator, team) == 1
        assert fill_practice_way(operator, team) == 0
    assert states(team, later) == {new.pk: State.ENROLLED, by_hand.pk: State.TRIAL}


def test_one_who_waits_is_paused_one_has_been_and_a_start_ends_the_pause(operator: User) -> None:
    team = make_team()
    waits = [
        ours(team, number, referred_on=TODAY - back * DAY, mission_received_on=TODAY - back * DAY)
        for number, back in enumerate((90, 80, 70, 5))
    ]
    assert fill_practice_way(operator, team) == 2
    found = states(team, TODAY)
    assert [found[stay.pk] for stay in waits] == ["queue", "queue", "paused", "queue"]
    with acting(lead(team)):
        pauses = QueuePause.objects.filter(CURRENT, team=team)
        assert all(row.started_on > TODAY - 70 * DAY for row in pauses)  # the wait had begun
        assert {row.stay_id for row in pauses if row.ended_on} == {waits[1].pk}
    assert fill_practice_way(operator, team) == 0
    with acting(lead(team)):
        Stay.objects.filter(pk=waits[2].pk).update(enrolled_on=TODAY - DAY)
    assert fill_practice_way(operator, team) == 3  # the trial, the pause that ends, and the next one's
    with acting(lead(team)):
        assert pauses.get(stay=waits[2]).ended_on == TODAY - DAY
        assert [row.stay_id for row in pauses.filter(ended_on__isnull=True)] == [waits[0].pk]


@pytest.mark.parametrize("ahead", [0, 45, 100, 170, 250, 330])
def test_on_any_day_somebody_is_on_trial_and_two_have_waited_so_long(ahead: int) -> None:
    day = TODAY + ahead * DAY
    rows = practice_workbook(day)[SheetName.STAYS]
    lately = [row for row in rows if (row.get("enrolled_on") or dt.date.min) > day - 55 * DAY]
    waits = [row for row in rows if row.get("mission_received_on") and not row.get("enrolled_on")]
    waits = [row for row in waits if not row.get("not_enrolled_on")]
    assert [row for row in lately if not row.get("exited_on")]
    assert len([row for row in waits if row["mission_received_on"] <= day - WAITED]) >= 2
