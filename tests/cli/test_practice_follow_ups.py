"""The practice team's follow-ups: by the rules of real ones, once, and what is changed by hand is left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from samsteg.access.operator import make_operator
from samsteg.accounts.models import User
from samsteg.cli.practice_follow_ups import hold_practice_follow_ups
from samsteg.core.context import acting
from samsteg.core.free_days import is_workday
from samsteg.exchange.importing import actor_in_team
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.models import FollowUp
from tests.factories import lead, make_person, make_stay, make_team

TODAY = timezone.localdate()


@pytest.mark.django_db
def test_they_are_held_up_to_today_once_and_by_hand_stays_by_hand() -> None:
    make_operator(using="default")
    operator = User.objects.get(username="operator")
    team = make_team()
    for number, back in enumerate((20, 200, 400, 700)):
        person = make_person(team, own_id=f"OVNING-{number}")
        make_stay(team, person=person, enrolled_on=TODAY - dt.timedelta(days=back))
    real = make_stay(team, person=make_person(team, own_id="K-1"), enrolled_on=TODAY - dt.timedelta(days=400))
    assert hold_practice_follow_ups(operator, team) > 8
    with acting(lead(team)):
        rows = list(FollowUp.objects.current().filter(team=team))
        held = [row for row in rows if row.state == FollowUpState.HELD]
        assert held and all(row.meeting_on <= TODAY and is_workday(row.meeting_on) for row in held)
        assert all(row.next_due_on and row.next_due_on > row.meeting_on for row in held)
        assert real.pk not in {row.stay_id for row in rows}
    assert hold_practice_follow_ups(operator, team) == 0
    with acting(actor_in_team(operator, team)):
        mine = FollowUp.objects.filter(team=team, state=FollowUpState.HELD).order_by("-meeting_on")
        assert mine.filter(pk__in=mine[:1].values("pk")).update(recorded_by_id=4711) == 1
        FollowUp.objects.filter(team=team, stay_id=FollowUp.objects.get(recorded_by_id=4711).stay_id).exclude(
            recorded_by_id=4711
        ).update(next_due_on=None)
    assert hold_practice_follow_ups(operator, team) == 0  # somebody else has written there
