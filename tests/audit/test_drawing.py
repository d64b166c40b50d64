"""What of the log is drawn and found: the sample by lot, and what stands out day by day."""

from __future__ import annotations

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

import pytest

from samsteg.audit.drawing import draw_month, find_odd_reads, sample_size
from samsteg.audit.enums import ReadKind, ReviewGround
from samsteg.audit.models import Alarm, ReadEntry, ReviewItem, ReviewMonth
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from tests.audit.log_rows import add_read
from tests.factories import lead, make_team, officer

pytestmark = pytest.mark.django_db
SWEDEN = ZoneInfo("Europe/Stockholm")
MARCH, DAY = dt.date(2026, 3, 1), dt.date(2026, 3, 4)  # a Wednesday


def at(hour: int, minute: int = 0, day: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=SWEDEN)


@pytest.fixture
def team() -> Team:
    return make_team()


def draw(team: Team, month: dt.date = MARCH) -> int:
    with acting(lead(team)):
        return draw_month(team_id=team.pk, month=month)


def look(team: Team, day: dt.date = DAY) -> list[tuple[str, int, int | None, int]]:
    with acting(lead(team)):
        find_odd_reads(team_id=team.pk, day=day)
    with acting(officer(team)):
        rows = ReviewItem.objects.filter(team_id=team.pk).order_by("pk")
        return list(rows.values_list("ground", "actor_id", "person_id", "person_count"))


@pytest.mark.parametrize(
    ("count", "size"), [(0, 0), (3, 3), (5, 5), (500, 5), (501, 6), (2000, 20), (3000, 30), (90_000, 30)]
)
def test_the_size_of_a_sample(count: int, size: int) -> None:
    assert sample_size(count) == size


def test_the_sample_is_drawn_once_and_can_be_drawn_again_from_its_seed(team: Team) -> None:
    for number in range(40):
        add_read(team, at(9, number), person_id=number, actor_id=number % 3)
    add_read(team, at(9), kind=ReadKind.LIST, person_id=99)
    assert draw(team) == 5
    assert draw(team) == 0
    with acting(officer(team)):
        drawn = ReviewMonth.objects.get()
        assert drawn.opened_count == 40
        rows = ReadEntry.objects.filter(kind="view").values_list("id", "person_id")
        ordered = sorted(rows, key=lambda row: hashlib.sha256(f"{drawn.seed}:{row[0]}".encode()).digest())
        items = ReviewItem.objects.values_list("person_id", flat=True)
        assert sorted(items) == sorted(person_id for _id, person_id in ordered[:5])


def test_the_month_is_swedish(team: Team) -> None:
    for moment, person_id in (
        (at(23, 59, dt.date(2026, 2, 28)), 1),
        (at(0, 0, dt.date(2026, 3, 1)), 2),
        (at(23, 59, dt.date(2026, 3, 31)), 3),
        (at(0, 0, dt.date(2026, 4, 1)), 4),
    ):
        add_read(team, moment, person_id=person_id)
    assert draw(team) == 2
    with acting(officer(team)):
        assert sorted(ReviewItem.objects.values_list("person_id", flat=True)) == [2, 3]


def test_a_month_without_reads_is_drawn_too(team: Team) -> None:
    assert draw(team) == 0
    with acting(officer(team)):
        assert ReviewMonth.objects.get().opened_count == 0


@pytest.mark.parametrize(
    ("moment", "odd"),
    [
        (at(5, 59), True),
        (at(6), False),
        (at(19, 59), False),
        (at(20), True),
        (at(12, day=dt.date(2026, 3, 7)), True),
        (at(12, day=dt.date(2026, 3, 6)), False),
    ],
)
def test_outside_working_hours_is_found_and_told_once(team: Team, moment: dt.datetime, odd: bool) -> None:
    add_read(team, moment, person_id=1)
    add_read(team, moment, person_id=2)
    for _again in range(2):
        found = look(team, moment.date())
    assert found == ([(ReviewGround.HOURS, 7, None, 2)] if odd else [])
    with acting(officer(team)):
        told = list(Alarm.objects.values_list("kind", "subject_id", "once"))
    assert told == ([("outside_hours", 7, str(moment.date()))] if odd else [])


def test_a_list_outside_working_hours_is_nothing(team: Team) -> None:
    add_read(team, at(22), kind=ReadKind.LIST)
    assert look(team) == []


@pytest.mark.parametrize(("persons", "found"), [(19, []), (20, [(ReviewGround.MANY, 7, None, 20)])])
def test_many_within_an_hour(team: Team, persons: int, found: list[object]) -> None:
    for number in range(persons):
        add_read(team, at(9, number), person_id=number)
        add_read(team, at(9, number), person_id=number)  # the same again is not one more
    assert look(team) == found


def test_every_emergency_is_looked_at_and_days_are_kept_apart(team: Team) -> None:
    add_read(team, at(9), kind=ReadKind.EMERGENCY, person_id=4)
    add_read(team, at(9, day=DAY - dt.timedelta(days=1)), kind=ReadKind.EMERGENCY, person_id=5)
    assert look(team) == [(ReviewGround.EMERGENCY, 7, 4, 1)]


def test_another_teams_reads_are_not_taken(team: Team) -> None:
    add_read(make_team(), at(22))
    assert look(team) == []
    assert draw(team) == 0


def test_those_who_are_reviewed_do_not_see_the_reviews(team: Team) -> None:
    add_read(team, at(22))
    look(team)
    draw(team)
    with acting(lead(team)):
        assert (ReviewItem.objects.count(), ReviewMonth.objects.count(), Alarm.objects.count()) == (0, 0, 0)
