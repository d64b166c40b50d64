"""The practice team's booked talks: ahead for most, brought up to today, and left alone once somebody touched one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from samsteg.access.operator import make_operator
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.cli.practice_talks import book_practice_talks
from samsteg.core.context import acting
from samsteg.core.free_days import is_workday
from samsteg.follow_ups.models import Talk
from tests.factories import lead, make_person, make_stay, make_team
from tests.web.users import make_user

TODAY = timezone.localdate()


@pytest.mark.django_db
def test_most_have_one_ahead_once_and_what_has_been_is_held() -> None:
    make_operator(using="default")
    operator = User.objects.get(username="operator")
    team, kim = make_team(), make_user("kim")
    stays = [
        make_stay(
            team,
            person=make_person(team, own_id=f"OVNING-{number}"),
            enrolled_on=TODAY - dt.timedelta(days=90),
        )
        for number in range(8)
    ]
    real = make_stay(team, person=make_person(team, own_id="K-1"), enrolled_on=TODAY - dt.timedelta(days=90))
    with acting(lead(team)):
        assign_coaches(team=team, coaches={one.person_id: kim.pk for one in (*stays, real)})
    assert book_practice_talks(operator, team) == 7  # six of eight ahead, and one that waits for its note
    assert book_practice_talks(operator, team) == 0
    with acting(lead(team)):
        rows = list(Talk.objects.all())
        ahead = [row for row in rows if row.on_day >= TODAY]
        assert len(ahead) == 6 and all(is_workday(row.on_day) for row in rows)
        assert len({(row.on_day, row.starts_at) for row in ahead}) == 6  # nobody is in two places
        assert real.pk not in {row.stay_id for row in rows}
        long_ago = TODAY - dt.timedelta(days=10)
        Talk.objects.filter(pk=ahead[0].pk).update(on_day=long_ago)
        Talk.objects.filter(pk=ahead[1].pk).update(on_day=long_ago, recorded_by_id=4711)
    assert book_practice_talks(operator, team) == 1
    with acting(lead(team)):
        states = dict(Talk.objects.filter(on_day=long_ago).values_list("pk", "state"))
        assert states == {ahead[0].pk: "held", ahead[1].pk: "booked"}  # the other one is somebody's own
