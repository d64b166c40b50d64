"""Who wasn't known here yet on a day: not called, not asked for, not marked, whatever the memberships say."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone, translation

from samsteg.activities.half_called import half_called
from samsteg.activities.marking import mark_session
from samsteg.activities.models import Attendance, GroupMembership
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.rolls import may_be_added, roll_of
from samsteg.activities.selectors import session_of
from samsteg.participants.models import Stay
from tests.activities.makers import asked, make_session
from tests.factories import make_stay
from tests.web.test_groups import Place, place
from tests.web.users import inside

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def test_a_membership_from_before_the_stay_calls_nobody_and_waits_for_nobody(place: Place) -> None:
    """As when the day of a referral is corrected afterwards."""
    alva, bo, cilla = place.people
    with inside(place.team) as actor:
        held = make_session(actor, place.team, place.group, TODAY - 3 * DAY)
        GroupMembership.objects.current().update(joined_on=TODAY - 30 * DAY)
        by = {"actor": actor, "team": place.team, "series": held.series}
        mark_session(**by, asked=[asked(alva, "present"), asked(bo, "absent")])  # type: ignore[arg-type]
        day = session_of(actor, place.team, held.series)
        assert half_called(actor, place.team, [day]) == {held.series: (2, 3)}
        Stay.objects.filter(person_id=cilla).update(
            referred_on=None,
            mission_received_on=None,
            study_visit_on=None,
            enrolled_on=TODAY - DAY,
        )
        called = roll_of(actor, place.team, place.group.pk, held.series, held.on_day)
        assert {row.person_id for row in called} == {alva, bo}
        assert half_called(actor, place.team, [day]) == {}
        assert {one.person_id for one in may_be_added(actor, place.team, held.on_day, ())} == {alva, bo}
        assert cilla in {one.person_id for one in may_be_added(actor, place.team, TODAY, ())}


def test_a_mark_before_anything_is_known_is_refused_and_one_in_the_queue_is_not(place: Place) -> None:
    late = make_stay(place.team, enrolled_on=TODAY).person_id
    waits = make_stay(place.team, referred_on=TODAY - 20 * DAY).person_id
    with inside(place.team) as actor, translation.override("en"):
        held = make_session(actor, place.team, place.group, TODAY - 3 * DAY)
        by = {"actor": actor, "team": place.team, "series": held.series}
        with pytest.raises(GroupRefused, match="wasn't known here yet"):
            mark_session(**by, asked=[asked(waits, "present"), asked(late, "present")])  # type: ignore[arg-type]
        assert not Attendance.objects.exists()  # all or nothing
        mark_session(**by, asked=[asked(waits, "present")])  # type: ignore[arg-type]
        assert Attendance.objects.get().person_id == waits
