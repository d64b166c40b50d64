"""Days and hours away: told, taken back in part, seen by the team, and forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import Role
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.activities.calendar.rules import monday_of
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.staffing.models import Absence
from samsteg.staffing.records import AbsenceRefused
from samsteg.staffing.rules import without
from samsteg.staffing.selectors import absences_between
from samsteg.staffing.services import KEPT, end_absence, forget_absences, note_absence
from tests.factories import make_team
from tests.web.users import inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
MONDAY = monday_of(TODAY) + 7 * DAY  # a week that hasn't begun
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))


@given(first=DAYS, length=st.integers(0, 20), taken=DAYS, taken_length=st.integers(0, 20))
def test_what_is_left_is_the_days_but_those_taken_back(
    first: dt.date, length: int, taken: dt.date, taken_length: int
) -> None:
    def days(begins: dt.date, ends: dt.date) -> list[dt.date]:
        return [begins + number * DAY for number in range((ends - begins).days + 1)]

    span, out = (first, first + length * DAY), (taken, taken + taken_length * DAY)
    left = [day for part in without(span, out) for day in days(*part)]
    assert left == [day for day in days(*span) if day not in days(*out)]


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


def actor_of(team: Team, user: User) -> Actor:
    with inside(team):
        return actor_for(user)


def test_ones_own_and_everybodys_for_who_leads(team: Team, kim: User) -> None:
    lead, other = make_user("mika", team, Role.TEAM_LEAD), make_team("Team Annandal")
    with acting(actor := actor_of(team, kim)):
        by: dict[str, Any] = {"actor": actor, "team": team}
        own = note_absence(**by, first_on=TODAY - 3 * DAY, last_on=TODAY + 3 * DAY)
        with pytest.raises(PermissionRefused):
            note_absence(**by, first_on=TODAY, user_id=lead.pk)
    with acting(mika := actor_of(team, lead)):
        theirs = note_absence(actor=mika, team=team, first_on=TODAY)
        end_absence(actor=mika, team=team, absence_id=own.pk)  # back from today: what has been stays
        span: dict[str, Any] = {"first": TODAY - 9 * DAY, "last": TODAY + 9 * DAY}
        found = absences_between(actor=mika, team=team, **span)
        assert [(one.user_id, one.last_on) for one in found] == [(kim.pk, TODAY - DAY), (lead.pk, TODAY)]
    with acting(actor), pytest.raises(PermissionRefused):
        end_absence(**by, absence_id=theirs.pk)
    with acting(stranger := actor_of(other, make_user("stranger", other))):
        with pytest.raises(NotVisible):
            end_absence(actor=stranger, team=other, absence_id=theirs.pk)
        with pytest.raises(PermissionRefused):
            absences_between(actor=stranger, team=team, **span)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_on": TODAY - DAY}, "last"),
        ({"last_on": TODAY + 400 * DAY}, "last"),
        ({"first_on": TODAY + 400 * DAY, "last_on": None}, "first"),
        ({"starts_at": dt.time(9)}, "ends_at"),
        ({"starts_at": dt.time(9), "ends_at": dt.time(9)}, "ends_at"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    team: Team, kim: User, change: dict[str, Any], field: str
) -> None:
    with acting(actor := actor_of(team, kim)), pytest.raises(AbsenceRefused) as refused:
        note_absence(**{"actor": actor, "team": team, "first_on": TODAY} | change)
    assert refused.value.name == field


def test_they_are_forgotten(team: Team, kim: User) -> None:
    with acting(actor := actor_of(team, kim)):
        for days in (0, 1):
            last = TODAY - KEPT - days * DAY
            Absence.objects.create(team=team, user=kim, first_on=last, last_on=last, noted_by_id=kim.pk)
        note_absence(actor=actor, team=team, first_on=TODAY)
        assert forget_absences(team) == 1
        assert Absence.objects.count() == 2
