"""What happens to a follow-up is stored as facts: booked, moved, held, cancelled, noted as done, undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import NamedStaff
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.follow_ups.due import due_for, open_follow_ups, pause_reminders
from samsteg.follow_ups.enums import FollowUpKind, FollowUpState, MinutePart, Urgency
from samsteg.follow_ups.minutes import draft_of, hold_meeting, keep_draft, mark_step, steps_in
from samsteg.follow_ups.models import FollowUp, MinuteText
from samsteg.follow_ups.records import Booking, Cancelling, Minutes
from samsteg.follow_ups.selectors import PersonFollowUps, follow_ups_of, minutes_of, steps_of
from samsteg.follow_ups.services import StaleFollowUp, book, cancel, move, note_done, take_back, undo
from samsteg.follow_ups.times import set_times
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.organisation.models import Team
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.models import Stay
from tests.factories import (
    coach,
    lead,
    make_authority,
    make_consent,
    make_stay,
    make_team,
    representative,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
START = TODAY - dt.timedelta(days=200)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Place:
    team: Team
    stay: Stay
    actor: Actor

    @property
    def person(self) -> int:
        return self.stay.person_id

    def book(self, day: dt.date = TODAY, **values: Any) -> FollowUp:
        booking = booking_on(day, **values)
        with acting(self.actor):
            return book(actor=self.actor, team=self.team, person_id=self.person, booking=booking)

    def done(self, day: dt.date) -> FollowUp:
        with acting(self.actor):
            return note_done(actor=self.actor, team=self.team, person_id=self.person, booking=booking_on(day))

    def hold(self, row: FollowUp, *, then: Booking | None = None, **texts: str) -> FollowUp:
        with acting(self.actor):
            return hold_meeting(
                actor=self.actor,
                team=self.team,
                series=row.series,
                expected_version=row.version,
                minutes=Minutes(texts),
                then=then,
            )

    def seen(self, actor: Actor | None = None) -> PersonFollowUps:
        who = actor or self.actor
        with acting(who):
            return follow_ups_of(who, self.team, self.person)

    def steps(self) -> list[tuple[str | None, bool]]:
        seen = self.seen()
        with acting(self.actor):
            found = steps_of(self.actor, self.team, self.person, seen.rows)
        return [(one.text, one.done_on is not None) for steps in found.values() for one in steps]


def booking_on(day: dt.date, **values: Any) -> Booking:
    return Booking(**{"kind": "regular", "meeting_on": day, "form": "team", **values})


@pytest.fixture
def place() -> Place:
    team = make_team()
    stay = make_stay(team, enrolled_on=START)
    make_consent(team, stay.person_id)
    actor = lead(team)
    with acting(actor):
        set_times(actor=actor, team=team, valid_from=START, first_weeks=6, every_months=3)
    return Place(team, stay, actor)


def versions(row: FollowUp, actor: Actor) -> list[tuple[int, str, bool]]:
    with acting(actor):
        rows = FollowUp.objects.filter(series=row.series).order_by("version")
        return [(one.version, one.state, one.superseded_at is None) for one in rows]


def test_from_booking_to_held_every_version_stays(place: Place) -> None:
    row = place.book(TODAY, place="Rum 3", contact="Charlie Kvist")
    assert (row.kind, row.state) == (FollowUpKind.FIRST, FollowUpState.BOOKED)
    held = place.hold(
        row, better="Kommer upp.", agreed="- Tre dagar i bageriet\n\n- Tre dagar i bageriet\nLäkarintyg"
    )
    assert versions(row, place.actor) == [(1, "booked", False), (2, "held", True)]
    assert held.next_due_on is not None and held.next_due_on > TODAY
    seen = place.seen()
    assert (seen.rows[0].place, seen.rows[0].contact, seen.rows[0].number) == ("Rum 3", "Charlie Kvist", 1)
    assert seen.due is not None and seen.due.due_on == held.next_due_on
    assert place.steps() == [("Tre dagar i bageriet", False), ("Läkarintyg", False)]
    raw = bytes(row.place_cipher or b"") + bytes(row.contact_cipher or b"")
    assert b"Kvist" not in raw and b"Rum" not in raw


def test_minutes_are_corrected_and_what_they_said_can_be_read(place: Place) -> None:
    held = place.hold(place.book(), better="Först", health="Sover bättre", agreed="A\nB")
    with acting(place.actor):
        (first, _second) = steps_of(place.actor, place.team, place.person, place.seen().rows)[held.series]
    with acting(place.actor):
        mark_step(
            actor=place.actor, team=place.team, person_id=place.person, step_id=first.step_id, is_done=True
        )
    place.hold(held, better="Sedan", health="Sover bättre", agreed="A\nC")
    with acting(place.actor):
        read = minutes_of(place.actor, place.team, place.person, held.series)
    assert read.texts == {"better": "Sedan", "health": "Sover bättre"}
    assert [(one.part, one.text) for one in read.earlier] == [("better", "Först")]
    assert place.steps() == [("A", True), ("C", False)]


def test_a_second_coach_is_told_and_nothing_is_stored(place: Place) -> None:
    row = place.book()
    place.hold(row, better="Den första")
    with pytest.raises(StaleFollowUp, match="Somebody else has changed"):
        place.hold(row, better="Den andra")
    with acting(place.actor):
        assert minutes_of(place.actor, place.team, place.person, row.series).texts == {"better": "Den första"}


def test_the_next_meeting_is_booked_in_the_same_go_or_nothing_is(place: Place) -> None:
    row = place.book()
    with pytest.raises(FollowUpRefused) as refused:
        place.hold(row, then=booking_on(TODAY - DAY), better="Text")
    assert refused.value.field == "next_meeting_on"
    assert place.seen().rows[0].state == FollowUpState.BOOKED
    place.hold(row, then=booking_on(TODAY + 90 * DAY), better="Text")
    newest, before = place.seen().rows
    assert (newest.state, newest.kind, newest.number) == (FollowUpState.BOOKED, FollowUpKind.THREE_MONTH, 2)
    assert before.state == FollowUpState.HELD


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(days=st.lists(st.integers(1, 60), min_size=20, max_size=20))
def test_moved_twenty_times_it_is_one_meeting_that_answers_to_the_same_day(
    place: Place, days: list[int]
) -> None:
    with transaction.atomic():
        row = place.book(TODAY + 70 * DAY)
        due = row.due_on
        with acting(place.actor):
            for shift in days:
                row = move(
                    actor=place.actor,
                    team=place.team,
                    series=row.series,
                    expected_version=row.version,
                    booking=booking_on(TODAY + shift * DAY),
                )
        assert (row.due_on, row.state) == (due, FollowUpState.BOOKED)
        (only,) = place.seen().rows
        assert only.meeting_on == TODAY + days[-1] * DAY
        changes = sum(a != b for a, b in zip([70, *days], days, strict=False))
        assert len(versions(row, place.actor)) == 1 + changes
        transaction.set_rollback(True)


def test_cancelled_says_by_whom_and_the_day_is_due_again(place: Place) -> None:
    row = place.book(TODAY + DAY)
    with acting(place.actor):
        gone = cancel(
            actor=place.actor,
            team=place.team,
            series=row.series,
            expected_version=1,
            cancelling=Cancelling(by="authority", reason="prevented"),
        )
    assert (gone.cancelled_by, gone.cancel_reason) == ("authority", "prevented")
    seen = place.seen()
    assert seen.booked_regular is None and seen.due is not None and seen.due.due_on == row.due_on
    with acting(place.actor):
        again = undo(actor=place.actor, team=place.team, series=row.series, expected_version=2)
    assert (again.state, again.cancelled_by) == (FollowUpState.BOOKED, "")


def test_undone_it_is_booked_again_with_what_was_written(place: Place) -> None:
    held = place.hold(place.book(), better="Kvar")
    with acting(place.actor):
        undo(actor=place.actor, team=place.team, series=held.series, expected_version=2)
        assert minutes_of(place.actor, place.team, place.person, held.series).texts == {"better": "Kvar"}
        gone = take_back(actor=place.actor, team=place.team, series=held.series, expected_version=3)
    assert gone.state == FollowUpState.WITHDRAWN
    assert place.seen().rows == ()


def test_already_held_counts_on_from_that_day(place: Place) -> None:
    first = place.done(START + 41 * DAY)
    assert first.kind == FollowUpKind.FIRST and first.next_due_on is not None
    late = place.done(first.next_due_on + 20 * DAY)
    assert (late.kind, late.due_on) == (FollowUpKind.THREE_MONTH, first.next_due_on)
    assert late.next_due_on is not None and late.next_due_on > late.meeting_on + 80 * DAY
    with pytest.raises(FollowUpRefused, match="already such a meeting on that day"):
        place.done(START + 41 * DAY)


@pytest.mark.parametrize(
    ("day", "change", "field", "said"),
    [
        (TODAY - DAY, {}, "meeting_on", "The day has been"),
        (TODAY, {"form": ""}, "form", "Choose how you meet"),
        (TODAY, {"form": "telepathy"}, "form", "Choose how you meet"),
        (TODAY, {"kind": "party"}, "kind", "Choose what kind"),
        (TODAY, {"authority_ids": (4_000_000_000,)}, "authority_ids", "from the list"),
        (TODAY, {"place": "x" * 301}, "place", "at most 300"),
    ],
)
def test_what_is_wrong_with_a_booking_is_said(
    place: Place, day: dt.date, change: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(FollowUpRefused, match=said) as refused:
        place.book(day, **change)
    assert refused.value.field == field
    assert place.seen().rows == ()


def test_a_double_submit_books_one(place: Place) -> None:
    place.book(TODAY + DAY)
    with pytest.raises(FollowUpRefused, match="already booked"):
        place.book(TODAY + DAY)
    place.book(TODAY + DAY, kind="sip")
    with pytest.raises(FollowUpRefused, match="already such a meeting"):
        place.book(TODAY + DAY, kind="sip")
    assert len(place.seen().rows) == 2


def test_a_regular_one_lies_within_the_stay_and_a_sip_need_not(place: Place) -> None:
    queued = make_stay(place.team, referred_on=TODAY - 30 * DAY)
    waiting = replace(place, stay=queued)
    make_consent(place.team, queued.person_id)
    with pytest.raises(FollowUpRefused, match="has not started"):
        waiting.book(TODAY + DAY)
    assert waiting.book(TODAY + DAY, kind="sip").due_on is None
    with pytest.raises(FollowUpRefused, match="started on"):
        place.done(START - DAY)


def test_only_who_sees_the_person_as_staff_writes(place: Place) -> None:
    row = place.book()
    board = make_authority()
    make_consent(place.team, place.person, board)
    outsider, stranger = representative(place.team, board), lead(make_team())
    with acting(outsider), pytest.raises(PermissionRefused):
        book(actor=outsider, team=place.team, person_id=place.person, booking=booking_on(TODAY))
    with acting(stranger), pytest.raises(PermissionRefused):
        take_back(actor=stranger, team=place.team, series=row.series, expected_version=1)
    hidden = make_stay(place.team)
    other = User.objects.create(username="annan")
    blind = replace(coach(place.team), user_id=other.pk + 1)  # whatever number a new database gives the other
    with acting(blind):
        assign_coaches(team=place.team, coaches={hidden.person_id: other.pk})
    with acting(blind), pytest.raises(NotVisible):
        book(actor=blind, team=place.team, person_id=hidden.person_id, booking=booking_on(TODAY))


def test_a_protected_person_has_no_place_of_meeting(place: Place) -> None:
    worker = User.objects.create(username="namngiven")
    officer = User.objects.create(username="ansvarig")
    named = replace(place.actor, user_id=worker.pk)
    with acting(place.actor):
        set_protection(
            actor=place.actor, team=place.team, person_id=place.person, level=ProtectionLevel.MARKED
        )
        NamedStaff.objects.create(
            team=place.team,
            person_id=place.person,
            user=worker,
            valid_from=TODAY,
            granted_by=officer,
        )
    row = replace(place, actor=named).book(TODAY, place="Storgatan 1", contact="Charlie")
    assert row.place_cipher is None and row.contact_cipher is not None
    with acting(named), pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=row.pk).update(place_cipher=b"-")
    with acting(named):
        assert open_follow_ups(named, place.team) == []  # protected persons are in no list
    assert replace(place, actor=named).seen().rows[0].contact == "Charlie"


def test_the_list_says_what_is_pressing_and_a_pause_silences_the_reminder(place: Place) -> None:
    user = User.objects.create(username="handledare")
    mine = replace(coach(place.team), user_id=user.pk)
    with acting(place.actor):
        assign_coaches(team=place.team, coaches={place.person: user.pk})
        record_team_consents(team=place.team, consents={place.person: TODAY})
    with acting(mine):
        (one,) = due_for(mine, place.team)
        assert (one.state, one.person_id, one.series) == (Urgency.OVERDUE, place.person, None)
        pause_reminders(actor=mine, team=place.team, person_id=place.person, paused_to=TODAY + DAY)
        assert due_for(mine, place.team) == []
        assert due_for(mine, place.team, TODAY + 2 * DAY) != []
        (listed,) = open_follow_ups(mine, place.team)
        assert listed.paused_to == TODAY + DAY  # the list keeps showing it
        with pytest.raises(FollowUpRefused):
            pause_reminders(actor=mine, team=place.team, person_id=place.person, paused_to=TODAY + 400 * DAY)
        pause_reminders(actor=mine, team=place.team, person_id=place.person, paused_to=None)
        assert len(due_for(mine, place.team)) == 1
    row = place.book(TODAY)
    with acting(mine):
        (booked,) = due_for(mine, place.team)
        assert (booked.state, booked.series) == (Urgency.THIS_WEEK, row.series)
        (later,) = due_for(mine, place.team, TODAY + DAY)
        assert later.state == Urgency.UNANSWERED
    with acting(place.actor):
        assert due_for(place.actor, place.team) == []  # somebody else's


def test_a_representative_knows_of_the_own_authoritys_meetings_by_consent(place: Place) -> None:
    board, other = make_authority(), make_authority()
    place.hold(place.book(kind="sip", authority_ids=(other.pk,)), better="Med andra", agreed="Ett")
    ours = place.hold(
        place.book(authority_ids=(board.pk, other.pk), place="Rum 3", contact="Kim"),
        better="Om planen",
        work="Om arbetet",
        health="Om hälsan",
        team_only="Inom teamet",
        agreed="Två",
    )
    who = representative(place.team, board)
    with acting(who), pytest.raises(NotVisible):
        follow_ups_of(who, place.team, place.person)
    make_consent(place.team, place.person, board, categories=["health"])
    assert place.seen(who).rows == ()  # nothing of the planning
    make_consent(place.team, place.person, board, categories=["planning"])
    (row,) = place.seen(who).rows
    assert (row.series, row.place, row.contact, row.due_on) == (ours.series, "", "", None)
    with acting(who):
        read = minutes_of(who, place.team, place.person, ours.series)
        steps = steps_of(who, place.team, place.person, [row])
    assert read.texts == {"better": "Om planen", "health": "Om hälsan"}
    assert [one.text for one in steps[ours.series]] == ["Två"]


def test_a_draft_is_the_writers_own_and_gone_when_the_meeting_is_held(place: Place) -> None:
    row, actor = place.book(), place.actor
    other = replace(actor, user_id=77)
    with acting(actor):
        kept = keep_draft(
            actor=actor,
            team=place.team,
            person_id=place.person,
            series=row.series,
            typed={"better": "Ett utkast"},
        )
        assert kept is not None and b"utkast" not in bytes(kept.typed_cipher)
        assert draft_of(actor, place.team, place.person, row.series).texts == {"better": "Ett utkast"}
    with acting(other):
        assert draft_of(other, place.team, place.person, row.series) == Draft()
    place.hold(row, better="Klart")
    with acting(actor):
        assert draft_of(actor, place.team, place.person, row.series) == Draft()


def test_fifty_thousand_pasted_characters_are_refused_with_a_word_about_how_many_fit(place: Place) -> None:
    row = place.book()
    with pytest.raises(FollowUpRefused, match="At most 20000 fit") as refused:
        place.hold(row, better="å" * 50_000)
    assert refused.value.field == MinutePart.BETTER
    with acting(place.actor):
        assert not MinuteText.objects.filter(team=place.team).exists()


@given(lines=st.lists(st.text(alphabet="ab -\u2013\u2022\n", max_size=6), max_size=8))
def test_steps_are_lines_each_once_and_reading_them_again_changes_nothing(lines: list[str]) -> None:
    steps = steps_in("\n".join(lines))
    assert len(steps) == len(set(steps)) and all(step.strip() == step and step for step in steps)
    assert steps_in("\n".join(steps)) == steps
