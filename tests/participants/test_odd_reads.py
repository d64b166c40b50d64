"""Odd reads that need to know the participants: one's own name, and nobody's errand any more."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry, ReviewItem, ReviewMonth
from samsteg.core.context import acting, opened_for_review
from samsteg.core.errors import ContextError, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.odd_reads import DAYS_BACK, find_all_odd_reads, look_through_log
from samsteg.participants.review_names import own_ids_in_review, person_in_review
from samsteg.people.names import NAMELESS, PersonName, save_name
from tests.audit.log_rows import add_read
from tests.factories import lead, make_stay, make_team, officer

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 4)
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def reader() -> User:
    return User.objects.create(username="anna", first_name="Anna", last_name="Ek")


def found(team: Team) -> list[tuple[str, int | None]]:
    with acting(lead(team)):
        find_all_odd_reads(team_id=team.pk, day=DAY)
    with acting(officer(team)):
        return list(ReviewItem.objects.order_by("pk").values_list("ground", "person_id"))


@pytest.mark.parametrize(
    ("last_name", "own_id", "odd"),
    [
        ("Ekström", "KEkström-1", True),
        ("Ekström", "ekström", True),
        ("Ek", "Ek-1", False),
        ("", "K-1", False),
    ],
)
def test_ones_own_name_in_the_participants_id(
    team: Team, reader: User, last_name: str, own_id: str, odd: bool
) -> None:
    """Two letters are too few to say anything."""
    User.objects.filter(pk=reader.pk).update(last_name=last_name)
    stay = make_stay(team, own_id=own_id, enrolled_on=dt.date(2026, 1, 1))
    add_read(team, NOON, actor_id=reader.pk, person_id=stay.person_id)
    assert found(team) == ([("own_name", stay.person_id)] if odd else [])


@pytest.mark.parametrize(
    ("last_name", "name", "odd"),
    [
        ("Ekström", PersonName("Alva", "Ekström"), True),
        ("ekström", PersonName("Alva", "Påhittad-EKSTRÖM"), True),
        ("Ekström-Berg", PersonName("Alva", "Berg"), True),
        ("Ekström", PersonName("Ekström", "Berg"), False),  # a first name
        ("Ekström", PersonName("Alva", "Ekströmsson"), False),
        ("Ek", PersonName("Alva", "Ek"), False),
        ("Ekström", NAMELESS, False),
    ],
)
def test_ones_own_name_in_the_participants_name(
    team: Team, reader: User, last_name: str, name: PersonName, odd: bool
) -> None:
    User.objects.filter(pk=reader.pk).update(last_name=last_name)
    stay, other = (make_stay(team, own_id=own_id, enrolled_on=dt.date(2026, 1, 1)) for own_id in "12")
    with acting(lead(team)):
        save_name(team=team, person_id=stay.person_id, name=name)
    for one in (stay, stay, other):
        add_read(team, NOON, actor_id=reader.pk, person_id=one.person_id)
    assert found(team) == ([("own_name", stay.person_id)] if odd else [])


@pytest.mark.parametrize(("days", "odd"), [(91, True), (90, False)])
def test_a_participant_who_left_long_ago(team: Team, reader: User, days: int, odd: bool) -> None:
    left = DAY - dt.timedelta(days=days)
    stay = make_stay(team, enrolled_on=dt.date(2025, 1, 1), exited_on=left)
    add_read(team, NOON, actor_id=reader.pk, person_id=stay.person_id)
    assert found(team) == ([("no_errand", stay.person_id)] if odd else [])


def test_who_has_been_the_coach_or_is_back_is_not_odd(team: Team, reader: User) -> None:
    gone = {"enrolled_on": dt.date(2024, 1, 1), "exited_on": dt.date(2024, 6, 1)}
    own, back = make_stay(team, **gone), make_stay(team, **gone)
    make_stay(team, person=back.person_id, referred_on=dt.date(2026, 3, 1))
    with acting(lead(team)):
        assign_coaches(team=team, coaches={own.person_id: reader.pk})
        assign_coaches(team=team, coaches={own.person_id: None})
    for stay in (own, back):
        add_read(team, NOON, actor_id=reader.pk, person_id=stay.person_id)
    assert found(team) == []


def test_the_night_looks_back_some_days_and_draws_the_month_before(team: Team) -> None:
    late = NOON.replace(hour=22)
    add_read(team, late)
    add_read(team, late - dt.timedelta(days=DAYS_BACK))
    with acting(lead(team)):
        for _again in range(2):
            look_through_log(team_id=team.pk, today=DAY + dt.timedelta(days=1))
    with acting(officer(team)):
        items = ReviewItem.objects.filter(ground="hours").values_list("first_at", flat=True)
        assert list(items) == [late]
        assert [one.month for one in ReviewMonth.objects.all()] == [dt.date(2026, 2, 1)]


def test_the_officer_sees_the_own_id_and_nothing_else_and_leaves_a_row(team: Team) -> None:
    stay = make_stay(team, own_id="K-7")
    hidden = make_stay(team, own_id="K-8")
    with acting(officer(team)) as who:
        assert own_ids_in_review(actor=who, team=team, person_ids=[stay.person_id, 0], place="test") == {
            stay.person_id: "K-7"
        }
        assert Stay.objects.count() == 0  # the window is shut again
        assert list(ReadEntry.objects.values_list("kind", "person_id")) == [("review", stay.person_id)]
        assert person_in_review(actor=who, team=team, own_id=" k-8 ") == hidden.person_id
        assert person_in_review(actor=who, team=team, own_id="K-9") is None


def test_nobody_else_looks_through_the_window(team: Team) -> None:
    other = make_team()
    stay = make_stay(team)
    for who in (lead(team), officer(other)):
        with acting(who), pytest.raises(PermissionRefused):
            own_ids_in_review(actor=who, team=team, person_ids=[stay.person_id], place="test")
        with acting(who), pytest.raises(PermissionRefused):
            person_in_review(actor=who, team=team, own_id=stay.own_id)
        with acting(who), pytest.raises(ContextError), opened_for_review(who, team.pk):
            pass
