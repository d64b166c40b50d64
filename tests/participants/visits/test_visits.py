"""Visits before the start: booked, moved, cancelled, held; and what of it counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samsteg.access.models import Protection
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.core.free_days import free_day_name
from samsteg.organisation.models import Team
from samsteg.participants.checks import stays_out_of_step
from samsteg.participants.models import Stay, StayEvent
from samsteg.participants.retention import stay_ids_of
from samsteg.participants.visits.models import Visit, VisitSlot
from samsteg.participants.visits.records import Booking, Told
from samsteg.participants.visits.rules import VisitRefused
from samsteg.participants.visits.selectors import became_starts, free_slots, visits_of, week_of
from samsteg.participants.visits.services import (
    StaleVisit,
    add_slot,
    book_visit,
    cancel_visit,
    end_slot,
    hold_visit,
    move_visit,
)
from tests.factories import coach, lead, make_stay, make_team
from tests.web.users import make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
BOOKING = Booking(kind="study_visit", form="place", on_day=TODAY, starts_at=dt.time(13, 30))


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(team, referred_on=TODAY - 20 * DAY)


def make_slot(team: Team, day: dt.date = TODAY) -> VisitSlot:
    with acting(lead(team)) as actor:
        slot = VisitSlot(weekday=day.isoweekday(), starts_at=dt.time(10), valid_from=TODAY - 7 * DAY)
        return add_slot(actor=actor, team=team, slot=slot)


def test_held_it_is_a_fact_of_the_stay_and_not_a_start(team: Team, stay: Stay) -> None:
    with acting(lead(team)) as actor:
        visit = book_visit(actor=actor, team=team, person_id=stay.person_id, booking=BOOKING)
        with pytest.raises(VisitRefused):
            hold_visit(actor=actor, team=team, visit_id=visit.pk, expected_version=1, told=Told())
        hold_visit(
            actor=actor,
            team=team,
            visit_id=visit.pk,
            expected_version=1,
            told=Told(outcome="wants", asked="Får hunden följa med?"),
        )
        stay.refresh_from_db()
        assert (stay.study_visit_on, stay.enrolled_on) == (TODAY, None)
        (read,) = visits_of(actor=actor, team=team, person_id=stay.person_id)
        assert read.asked == "Får hunden följa med?"
        assert b"hunden" not in bytes(read.row.asked_cipher or b"")
        assert stays_out_of_step(team.pk) == []
        # The same again is a correction of the words, not another fact.
        hold_visit(
            actor=actor, team=team, visit_id=visit.pk, expected_version=2, told=Told(outcome="thinking")
        )
        assert StayEvent.objects.filter(stay=stay, kind="study_visit").count() == 1


def test_the_first_visit_counts_and_a_talk_does_not(team: Team, stay: Stay) -> None:
    first = replace(BOOKING, on_day=TODAY - 6 * DAY)
    with acting(lead(team)) as actor:
        talk = book_visit(
            actor=actor,
            team=team,
            person_id=stay.person_id,
            booking=replace(BOOKING, kind="talk", on_day=TODAY - 9 * DAY),
        )
        hold_visit(actor=actor, team=team, visit_id=talk.pk, expected_version=1, told=Told())
        stay.refresh_from_db()
        assert stay.study_visit_on is None
        for booking in (BOOKING, first):
            visit = book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)
            hold_visit(
                actor=actor, team=team, visit_id=visit.pk, expected_version=1, told=Told(outcome="thinking")
            )
        stay.refresh_from_db()
        assert stay.study_visit_on == TODAY - 6 * DAY


def test_moved_twenty_times_the_last_one_is_booked(team: Team, stay: Stay) -> None:
    with acting(lead(team)) as actor:
        visit = book_visit(actor=actor, team=team, person_id=stay.person_id, booking=BOOKING)
        for number in range(1, 21):
            booking = replace(BOOKING, on_day=TODAY + number * DAY)
            visit = move_visit(
                actor=actor,
                team=team,
                visit_id=visit.pk,
                expected_version=1,
                by="participant",
                booking=booking,
            )
        states = Visit.objects.filter(stay=stay).order_by("pk").values_list("state", flat=True)
        assert list(states) == ["moved"] * 20 + ["booked"]
        with pytest.raises(VisitRefused):  # the day has not come
            hold_visit(
                actor=actor, team=team, visit_id=visit.pk, expected_version=1, told=Told(outcome="wants")
            )


def test_two_at_once_and_twice(team: Team, stay: Stay) -> None:
    slot, other = make_slot(team), make_stay(team, referred_on=TODAY)
    booking = replace(BOOKING, slot_id=slot.pk)
    with acting(lead(team)) as actor:
        visit = book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)
        with pytest.raises(VisitRefused):
            book_visit(actor=actor, team=team, person_id=other.person_id, booking=booking)
        assert TODAY not in [one.on_day for one in free_slots(team)]
        cancel_visit(actor=actor, team=team, visit_id=visit.pk, expected_version=1, by="team")
        with pytest.raises(StaleVisit):
            cancel_visit(actor=actor, team=team, visit_id=visit.pk, expected_version=1, by="team")
        book_visit(actor=actor, team=team, person_id=other.person_id, booking=booking)  # free again


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on_day": TODAY + 400 * DAY}, "on_day"),
        ({"on_day": TODAY - 400 * DAY}, "on_day"),
        ({"minutes": 2}, "minutes"),
        ({"kind": "kalas"}, "kind"),
        ({"slot_id": 4_000_000_000}, "slot"),
    ],
)
def test_what_cannot_be_booked(team: Team, stay: Stay, changes: dict[str, object], field: str) -> None:
    with acting(lead(team)) as actor:
        with pytest.raises(VisitRefused) as refused:
            book_visit(
                actor=actor,
                team=team,
                person_id=stay.person_id,
                booking=replace(BOOKING, **changes),  # type: ignore[arg-type]
            )
        assert refused.value.field == field


def test_only_for_who_has_not_started_and_is_seen(team: Team, stay: Stay) -> None:
    started = make_stay(team, enrolled_on=TODAY - DAY)
    elsewhere = make_stay(make_team(), referred_on=TODAY)
    with acting(lead(team)) as actor:
        with pytest.raises(VisitRefused):
            book_visit(actor=actor, team=team, person_id=started.person_id, booking=BOOKING)
        with pytest.raises(NotVisible):
            book_visit(actor=actor, team=team, person_id=elsewhere.person_id, booking=BOOKING)
    with acting(coach(team)) as actor:
        with pytest.raises(NotVisible):  # nobody is responsible yet: the lead's to allocate
            book_visit(actor=actor, team=team, person_id=stay.person_id, booking=BOOKING)
        with pytest.raises(PermissionRefused):
            add_slot(
                actor=actor, team=team, slot=VisitSlot(weekday=1, starts_at=dt.time(9), valid_from=TODAY)
            )


def test_a_protected_persons_place_is_not_kept_and_the_slot_is_nobodys(team: Team, stay: Stay) -> None:
    slot = make_slot(team)
    setter = make_user("sattare")
    with acting(lead(team)) as actor:
        book_visit(
            actor=actor,
            team=team,
            person_id=stay.person_id,
            booking=replace(BOOKING, slot_id=slot.pk, place="Bakgatan 3"),
        )
        assert visits_of(actor=actor, team=team, person_id=stay.person_id)[0].place == "Bakgatan 3"
        Protection.objects.create(
            team=team, person_id=stay.person_id, level="marked", valid_from=TODAY, set_by=setter
        )
        monday = TODAY - TODAY.weekday() * DAY
        week = week_of(actor=actor, team=team, monday=monday)
        assert [(one.is_taken, one.visit) for one in week.slots] == [(True, None)]
        assert stay.person_id not in week.person_ids and week.to_book == ()
        assert stay_ids_of(team, stay.person_id) == [stay.pk]


def test_a_slot_that_has_ended_is_not_booked(team: Team, stay: Stay) -> None:
    slot = make_slot(team)
    with acting(lead(team)) as actor:
        days = [TODAY + week * 7 * DAY for week in range(5)]  # today and four weeks on
        assert [one.on_day for one in free_slots(team)] == [day for day in days if not free_day_name(day)]
        end_slot(actor=actor, team=team, slot_id=slot.pk)
        end_slot(actor=actor, team=team, slot_id=slot.pk)
        assert free_slots(team) == []
        with pytest.raises(VisitRefused):
            book_visit(
                actor=actor,
                team=team,
                person_id=stay.person_id,
                booking=replace(BOOKING, slot_id=slot.pk),
            )


def test_nobody_is_offered_a_holiday_and_what_is_booked_there_is_still_seen(team: Team, stay: Stay) -> None:
    christmas = dt.date(TODAY.year + (TODAY.month == 12), 12, 25)
    slot = make_slot(team, christmas)
    with acting(lead(team)) as actor:
        monday = christmas - christmas.weekday() * DAY
        assert slot.stands_on(christmas - 7 * DAY) and not slot.stands_on(christmas)
        assert week_of(actor=actor, team=team, monday=monday).slots == ()
        booking = replace(BOOKING, slot_id=slot.pk, on_day=christmas, starts_at=slot.starts_at)
        book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)
        week = week_of(actor=actor, team=team, monday=monday)
        assert [(one.on_day, one.is_taken) for one in week.slots] == [(christmas, True)]


def test_visits_that_became_starts_are_counted_by_referrer(team: Team) -> None:
    day = TODAY - 30 * DAY
    for referrer, enrolled_on in (("soc", TODAY), ("soc", None), ("fk", TODAY)):
        make_stay(team, referred_on=day, study_visit_on=day, referrer=referrer, enrolled_on=enrolled_on)
    make_stay(team, referred_on=day, referrer="soc", enrolled_on=TODAY)  # came without a visit
    make_stay(team, referred_on=day, study_visit_on=TODAY - 400 * DAY, referrer="soc", enrolled_on=day)
    with acting(lead(team)) as actor:
        found = became_starts(actor=actor, team=team)
    assert [(one.referrer, one.visited, one.started) for one in found] == [("soc", 2, 1), ("fk", 1, 1)]


def test_a_week_asks_no_more_of_the_database_with_more_visits(team: Team) -> None:
    def asked() -> int:
        with acting(lead(team)) as actor, CaptureQueriesContext(connection) as captured:
            week_of(actor=actor, team=team, monday=TODAY - TODAY.weekday() * DAY)
        return len(captured)

    def add(count: int) -> None:
        for _one in range(count):
            stay = make_stay(team, referred_on=TODAY)
            with acting(lead(team)) as actor:
                book_visit(actor=actor, team=team, person_id=stay.person_id, booking=BOOKING)

    make_slot(team)
    add(2)
    few = asked()
    make_slot(team)
    add(6)
    assert asked() == few
