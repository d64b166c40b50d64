"""Closing days when visits, talks and follow-ups are booked: told to who closes, by the calendar's rule of names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import Protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.activities.closing import close_days
from samsteg.activities.models import ClosedDays
from samsteg.audit.models import ReadEntry
from samsteg.core.free_days import is_workday
from samsteg.follow_ups.models import FollowUp, Talk
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.visits.models import Visit
from samsteg.people.names import PersonName, save_name
from tests.factories import make_consent, make_stay
from tests.web.users import client_of, inside, make_user, queries_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
FIRST = next(day for day in (TODAY + n * DAY for n in range(14, 60)) if is_workday(day))
LAST = FIRST + 2 * DAY
PLACE = "page:closed-days"


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


@pytest.fixture
def client(kim: User) -> Client:
    return client_of(kim)


def at(team: Team) -> str:
    return reverse("group_closed_days", args=[team.slug])


def person(team: Team, name: str, *, is_seen: bool = True, **facts: Any) -> Stay:
    stay = make_stay(team, **(facts or {"enrolled_on": TODAY - 60 * DAY}))
    if is_seen:
        make_consent(team, stay.person_id)
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName(name, "Prov"))
    return stay


def talk(stay: Stay, coach: User, day: dt.date, **more: Any) -> Talk:
    with inside(stay.team):
        return Talk.objects.create(
            team=stay.team, person_id=stay.person_id, stay=stay, on_day=day, starts_at=dt.time(9, 15),
            ends_at=dt.time(10), coach_id=coach.pk, recorded_by_id=coach.pk, **more,
        )  # fmt: skip


def visit(stay: Stay, day: dt.date, **more: Any) -> Visit:
    said: dict[str, Any] = {"kind": "study_visit", "form": "place", "starts_at": dt.time(13), **more}
    with inside(stay.team):
        return Visit.objects.create(
            team=stay.team, person_id=stay.person_id, stay=stay, on_day=day, recorded_by_id=1, **said
        )


def meeting(stay: Stay, day: dt.date) -> FollowUp:
    booking = Booking(kind="sip", meeting_on=day, form="team")
    with inside(stay.team) as actor:
        return book(actor=actor, team=stay.team, person_id=stay.person_id, booking=booking)


def close(client: Client, team: Team, **more: str) -> Any:
    typed = {"first_on": str(FIRST), "last_on": str(LAST), "why": "Planering"} | more
    return client.post(at(team), typed, follow=True)


def anyway_of(first: dt.date = FIRST, last: dt.date = LAST) -> dict[str, str]:
    """As the page sends it when it has asked about the days."""
    return {"anyway": "on", "sure": f"{first} {last}"}


def closed(team: Team) -> int:
    with inside(team):
        return ClosedDays.objects.count()


def test_all_three_kinds_are_told_with_a_way_to_each_before_anything_is_closed(
    client: Client, team: Team, kim: User
) -> None:
    ada, bo, cia = person(team, "Ada"), person(team, "Bo"), person(team, "Cia", referred_on=TODAY)
    booked = talk(ada, kim, FIRST), meeting(bo, LAST), visit(cia, FIRST + DAY, host_id=kim.pk)
    talk(ada, kim, LAST + DAY)  # the day after
    answer = close(client, team)
    page = answer.content.decode()
    assert answer.status_code == 422 and closed(team) == 0
    assert "3 visits, talks or follow-ups are booked on the days." in page and "Planering" in page
    assert [one.heading for one in answer.context["booked"]] == ["Ada Prov", "Cia Prov", "Bo Prov"]
    slug = team.slug
    for address in (
        reverse("talk", args=[slug, ada.person_id, booked[0].series]),
        reverse("follow_up", args=[slug, bo.person_id, booked[1].series]),
        reverse("visit", args=[slug, cia.person_id, booked[2].pk]),
    ):
        assert f'href="{address}"' in page
    assert f"{FIRST} 09.15 · Kim Prov" in page and str(LAST + DAY) not in page
    with inside(team):
        shown = ReadEntry.objects.filter(place=PLACE, kind="list").values_list("person_id", flat=True)
        assert set(shown) == {ada.person_id, bo.person_id, cia.person_id}


def test_closed_all_the_same_it_still_tells_of_what_is_booked_until_that_is_moved(
    client: Client, team: Team, kim: User
) -> None:
    one = talk(person(team, "Ada"), kim, FIRST)
    assert close(client, team).status_code == 422
    page = close(client, team, **anyway_of()).content.decode()
    assert closed(team) == 1 and "1 is still booked then" in page and "Ada Prov" in page
    with inside(team):
        Talk.objects.filter(pk=one.pk).update(on_day=LAST + DAY)
    page = client.get(at(team)).content.decode()
    assert "still booked then" not in page and "Ada Prov" not in page


def test_other_days_than_those_that_were_asked_about_are_asked_about_anew(
    client: Client, team: Team, kim: User
) -> None:
    """A tick for one day closes no other, with or without the day that was asked about among them."""
    talk(person(team, "Ada"), kim, FIRST)
    talk(person(team, "Bo"), kim, LAST)
    form = close(client, team, last_on=str(FIRST)).context["form"]
    assert f'name="sure" value="{FIRST} {FIRST}"' in str(form["sure"])
    sent = {"anyway": "on", "sure": form["sure"].value()}
    answer = close(client, team, **sent)  # to LAST
    page = answer.content.decode()
    assert answer.status_code == 422 and closed(team) == 0
    assert "2 visits, talks or follow-ups are booked on the days." in page and "Bo Prov" in page
    assert not answer.context["form"]["anyway"].value() and f'value="{FIRST} {LAST}"' in page
    assert close(client, team, anyway="on").status_code == 422 and closed(team) == 0  # nothing was asked
    assert close(client, team, **sent, last_on=str(FIRST)).status_code == 200 and closed(team) == 1


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("cancelled", {"changed_by": "team", "cancel_reason": "ill"}),
        ("held", {}),
        ("moved", {"changed_by": "team"}),
        ("withdrawn", {}),
    ],
)
def test_what_is_no_longer_to_be_held_asks_for_nothing(
    client: Client, team: Team, kim: User, state: str, more: dict[str, str]
) -> None:
    talk(person(team, "Ada"), kim, FIRST, state=state, **more)
    assert close(client, team).status_code == 200 and closed(team) == 1


def test_days_that_have_been_are_closed_without_a_question(client: Client, team: Team, kim: User) -> None:
    talk(person(team, "Ada"), kim, TODAY - DAY)
    answer = close(client, team, first_on=str(TODAY - 2 * DAY), last_on=str(TODAY - DAY))
    assert answer.status_code == 200 and closed(team) == 1
    assert "Ada Prov" not in answer.content.decode()


def test_who_is_not_seen_is_a_time_that_is_taken(client: Client, team: Team) -> None:
    """As in the calendar: whose time it is among the staff, without a name, a kind or a link."""
    lo = make_user("lo", team)
    hidden = person(team, "Dold", is_seen=False)
    talk(hidden, lo, FIRST)
    answer = close(client, team)
    page = answer.content.decode()
    (line,) = answer.context["booked"]
    assert (line.heading, line.address) == ("Busy", "") and "Lo Prov" in line.words
    assert "Dold" not in page and f"/{hidden.person_id}/" not in page
    with inside(team):
        assert not ReadEntry.objects.filter(place=PLACE).exists()


def test_a_protected_person_asks_the_own_coach_alone(client: Client, team: Team, kim: User) -> None:
    """To anybody else the days are closed as if there were no such person."""
    lo = make_user("lo", team)
    stay = person(team, "Skyddad")
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: lo.pk})
        Protection.objects.create(
            team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED, valid_from=TODAY,
            set_by_id=make_user("ombud").pk,
        )  # fmt: skip
    talk(stay, lo, FIRST)
    told = close(client_of(lo), team)
    assert told.status_code == 422 and len(told.context["booked"]) == 1 and closed(team) == 0
    assert "Skyddad" not in told.content.decode()
    answer = close(client, team)
    assert answer.status_code == 200 and closed(team) == 1
    assert "still booked" not in answer.content.decode()


def test_wrong_days_are_told_first(client: Client, team: Team, kim: User) -> None:
    talk(person(team, "Ada"), kim, FIRST)
    page = close(client, team, first_on=str(LAST), last_on=str(FIRST)).content.decode()
    assert "The last day comes before the first." in page and "Ada Prov" not in page
    page = close(client, team, last_on=str(FIRST + 400 * DAY)).content.decode()
    assert "Longer than a year." in page and "Ada Prov" not in page


def test_the_pages_questions_do_not_grow(client: Client, team: Team, kim: User) -> None:
    talk(person(team, "Ada"), kim, FIRST)
    visit(person(team, "Bo", referred_on=TODAY), FIRST)
    meeting(person(team, "Cia"), FIRST)
    with inside(team) as actor:
        close_days(actor=actor, team=team, first_on=FIRST, last_on=LAST, why="Planering")
    few = queries_of(client, at(team))
    for number in range(6):
        talk(person(team, f"Fler{number}"), make_user(f"kollega{number}", team), FIRST + DAY)
        meeting(person(team, f"Mer{number}"), LAST)
        visit(person(team, f"Ny{number}", referred_on=TODAY), FIRST)
    assert queries_of(client, at(team)) == few
