"""Two things at one time: a visit, a talk and a follow-up each tell of the others, by one rule, and nobody's name."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import Protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.follow_ups.models import FollowUp, Talk
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.visits.models import Visit
from samsteg.web.calendar.clashes import end_of, overlap
from tests.factories import make_authority, make_consent, make_stay
from tests.web.test_closing_booked import FIRST, TODAY, person, talk, visit
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TEN = dt.time(10)


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


@pytest.fixture
def client(kim: User) -> Client:
    return client_of(kim)


@pytest.fixture
def stay(team: Team, kim: User) -> Stay:
    """Of whom Kim is the coach."""
    return of_kim(team, kim, "Ada")


def of_kim(team: Team, kim: User, name: str) -> Stay:
    stay = person(team, name)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: kim.pk})
    return stay


def meeting(stay: Stay, at: dt.time = TEN, **more: Any) -> FollowUp:
    booking = Booking(kind="sip", meeting_on=FIRST, meeting_at=at, form="team", **more)
    with inside(stay.team) as actor:
        return book(actor=actor, team=stay.team, person_id=stay.person_id, booking=booking)


def book_visit(client: Client, stay: Stay, host: User, at: str = "10") -> Any:
    typed = {"kind": "study_visit", "slot": "", "minutes": "60", "how": "place", "on_day": str(FIRST)}
    there = reverse("person_visits", args=[stay.team.slug, stay.person_id])
    return client.post(there, {**typed, "starts_at": at, "host": str(host.pk)})


def book_talk(client: Client, stay: Stay, coach: User, at: str = "10") -> Any:
    typed = {"on_day": str(FIRST), "starts_at": at, "ends_at": "", "how": "talk", "coach_id": str(coach.pk)}
    there = reverse("talks", args=[stay.team.slug, stay.person_id])
    return client.post(there, {**typed, "place": "", "purpose": "", "second_coach_id": "", "sure": ""})


def book_meeting(client: Client, stay: Stay, at: str = "10", **more: Any) -> Any:
    typed = {"kind": "sip", "meeting_on": str(FIRST), "meeting_at": at, "form": "team", "contact": ""}
    return client.post(reverse("follow_ups", args=[stay.team.slug, stay.person_id]), {**typed, **more})


def refused(answer: Any, said: str) -> bool:
    return answer.status_code == 422 and said in answer.content.decode()


@pytest.mark.parametrize(("at", "clashes"), [("9.30", True), ("10.30", True), ("11", False), ("9", False)])
def test_a_visit_is_told_of_the_receivers_talk_and_follow_up(
    client: Client, team: Team, kim: User, at: str, clashes: bool
) -> None:
    busy, waits = of_kim(team, kim, "Ada"), person(team, "Bo", referred_on=TODAY)
    meeting(busy)
    answer = book_visit(client, waits, kim, at)
    assert answer.status_code == (422 if clashes else 302)
    if clashes:
        assert refused(answer, "Kim Prov has something else 10.00") and "Ada" not in answer.content.decode()
    with inside(team):
        FollowUp.objects.all().delete()
        assert Visit.objects.count() == (0 if clashes else 1)


def test_a_visit_is_told_of_a_talk_that_the_second_coach_is_in(client: Client, team: Team, kim: User) -> None:
    lo = make_user("lo", team)
    talk(person(team, "Ada"), lo, FIRST, second_coach_id=kim.pk)  # a quarter past nine to ten
    waits = person(team, "Bo", referred_on=TODAY)
    assert refused(book_visit(client, waits, kim, "9.30"), "Kim Prov has something else 09.15")
    assert book_visit(client, waits, kim, "10").status_code == 302


def test_a_talk_is_told_of_a_visit_and_of_what_the_participant_has(
    client: Client, team: Team, kim: User, stay: Stay
) -> None:
    visit(person(team, "Bo", referred_on=TODAY), FIRST, host_id=kim.pk, starts_at=TEN)
    answer = book_talk(client, stay, kim)
    assert (
        refused(answer, "Kim has something else at 10.00 that day.")
        and "Bo Prov" not in answer.content.decode()
    )
    meeting(stay, dt.time(14))
    lo = make_user("lo", team)
    assert refused(
        book_talk(client, stay, lo, "14.30"), "The participant has something else at 14.00 that day."
    )
    with inside(team):
        assert not Talk.objects.exists()


def test_a_follow_up_asks_once_of_each_time_and_loses_nothing(
    client: Client, team: Team, kim: User, stay: Stay
) -> None:
    visit(person(team, "Bo", referred_on=TODAY), FIRST, host_id=kim.pk, starts_at=TEN)
    talk(person(team, "Cia"), kim, FIRST)
    answer = book_meeting(client, stay, "9.30", contact="Handläggare Prov")
    page = answer.content.decode()
    assert refused(
        answer, "Kim has something else at 09.15 that day. Kim has something else at 10.00 that day."
    )
    assert "Bo Prov" not in page and "Cia Prov" not in page and 'value="Handläggare Prov"' in page
    sure = answer.context["entry"].data["sure"]
    assert (
        book_meeting(client, stay, "10.30", sure=sure).status_code == 422
    )  # another time is another question
    with inside(team):
        assert not FollowUp.objects.exists()
    assert book_meeting(client, stay, "9.30", sure=sure).status_code == 302
    with inside(team):
        row = FollowUp.objects.get()
    moved = reverse("follow_up_move", args=[team.slug, stay.person_id, row.series])
    typed = {"meeting_on": str(FIRST), "form": "team", "contact": "", "version": str(row.version)}
    assert refused(client.post(moved, {**typed, "meeting_at": "10.15"}), "Kim has something else at 10.00")
    assert (
        client.post(moved, {**typed, "meeting_at": "11"}).status_code == 302
    )  # not in its own way, at half past nine


def test_another_meeting_of_the_person_at_the_very_time_asks(client: Client, team: Team, stay: Stay) -> None:
    """A SIP at the regular follow-up's time, and one that is moved there; the same one twice is never a question."""
    own = "The participant has something else at 10.00 that day."
    assert book_meeting(client, stay, kind="regular").status_code == 302
    again = book_meeting(client, stay, kind="regular")
    assert again.status_code == 422 and own not in again.content.decode()
    assert refused(book_meeting(client, stay), own)
    assert book_meeting(client, stay, "14").status_code == 302
    twice = book_meeting(client, stay, "14")
    assert refused(twice, "There is already such a meeting on that day.")
    assert "something else" not in twice.content.decode()
    with inside(team):
        regular, sip = FollowUp.objects.order_by("meeting_at")
    assert refused(move_to(client, sip, "10"), own)
    assert move_to(client, regular, "10").status_code == 302  # it stays where it is
    assert move_to(client, sip, "10", sure=f"{FIRST} 10:00:00").status_code == 302
    late = move_to(client, sip, "10")  # the second click: it is there already
    assert late.status_code in (302, 422) and "something else" not in late.content.decode()
    with inside(team):
        rows = FollowUp.objects.filter(superseded_at__isnull=True)
        assert {(row.series, row.meeting_at) for row in rows} == {(one.series, TEN) for one in (regular, sip)}


def move_to(client: Client, row: FollowUp, at: str, **more: str) -> Any:
    there = reverse("follow_up_move", args=[row.team.slug, row.person_id, row.series])
    typed = {"meeting_on": str(FIRST), "meeting_at": at, "form": "team", "contact": ""}
    return client.post(there, {**typed, "version": str(row.version), **more})


def test_who_is_invited_stands_when_it_is_asked(client: Client, team: Team, kim: User, stay: Stay) -> None:
    agencies = [make_authority("Prov-FK"), make_authority("Prov-AF")]
    for one in agencies:
        make_consent(team, stay.person_id, one)
    visit(person(team, "Bo", referred_on=TODAY), FIRST, host_id=kim.pk, starts_at=TEN)
    invited = [str(one.pk) for one in agencies]
    answer = book_meeting(client, stay, authority_ids=invited)
    assert answer.status_code == 422
    assert sorted(answer.context["entry"]["authority_ids"].value()) == sorted(invited)
    sure = answer.context["entry"].data["sure"]
    assert book_meeting(client, stay, authority_ids=invited, sure=sure).status_code == 302
    with inside(team):
        assert sorted(FollowUp.objects.get().authority_ids) == sorted(one.pk for one in agencies)


def test_what_was_held_or_called_off_is_in_nobodys_way(
    client: Client, team: Team, kim: User, stay: Stay
) -> None:
    waits = person(team, "Bo", referred_on=TODAY)
    talk(stay, kim, FIRST, state="held")
    visit(waits, FIRST, host_id=kim.pk, starts_at=TEN, state="cancelled", changed_by="team")
    assert book_visit(client, waits, kim, "9.30").status_code == 302
    with inside(team):
        Visit.objects.all().delete()
    assert book_meeting(client, stay, "9.30").status_code == 302


def test_who_is_not_seen_is_something_else_and_no_more(client: Client, team: Team, kim: User) -> None:
    hidden, waits = person(team, "Dold", is_seen=False), person(team, "Bo", referred_on=TODAY)
    lo = make_user("lo", team)
    talk(hidden, lo, FIRST)
    answer = book_visit(client, waits, lo, "9.30")
    assert refused(answer, "Lo Prov has something else 09.15: Busy") and "Dold" not in answer.content.decode()


def test_a_protected_persons_time_is_told_to_the_own_coach_alone(
    client: Client, team: Team, kim: User
) -> None:
    """As the calendar has it: to others that it exists isn't told, not even as a time that is taken."""
    waits, lo = person(team, "Bo", referred_on=TODAY), make_user("lo", team)
    other = make_stay(team, enrolled_on=TODAY)
    make_consent(team, other.person_id)
    with inside(team):
        Protection.objects.create(
            team=team, person_id=other.person_id, level=ProtectionLevel.MARKED, valid_from=TODAY,
            set_by_id=make_user("ombud").pk,
        )  # fmt: skip
    talk(other, lo, FIRST)
    assert refused(book_visit(client_of(lo), waits, lo, "9.30"), "Lo Prov has something else 09.15: Busy")
    assert book_visit(client, waits, lo, "9.30").status_code == 302


TIMES = st.tuples(st.times(), st.integers(10, 480))


@given(one=TIMES, other=TIMES)
def test_two_times_are_in_each_others_way_or_neither_is(
    one: tuple[dt.time, int], other: tuple[dt.time, int]
) -> None:
    """Minute by minute: those of the one day that both hold."""
    spans = [(at.replace(second=0, microsecond=0), minutes) for at, minutes in (one, other)]
    first, second = ((at, end_of(at, minutes)) for at, minutes in spans)
    assert overlap(first, second) == overlap(second, first)
    held = [
        {at.hour * 60 + at.minute + n for n in range(minutes)} & set(range(24 * 60)) for at, minutes in spans
    ]
    assert overlap(first, second) == bool(held[0] & held[1])
