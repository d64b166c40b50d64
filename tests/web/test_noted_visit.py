"""“Study visit held” on the way: to the booked visit, or one form with outcome and question; never typed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from samsteg.access.enums import Role
from samsteg.activities.members import put_in
from samsteg.activities.models import GroupMembership
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayEvent
from samsteg.participants.visits.enums import VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.visits.noting import booked_study_visits, note_visit
from samsteg.participants.visits.records import Booking, Told
from samsteg.participants.visits.rules import VisitRefused
from samsteg.participants.visits.selectors import visits_of
from samsteg.participants.visits.services import book_visit
from samsteg.participants.way.enums import Step
from samsteg.participants.way.rules import StepRefused
from tests.activities.makers import make_group
from tests.factories import make_stay, make_team
from tests.participants.way.walking import TODAY
from tests.web.story import Person
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
YESTERDAY = TODAY - DAY
NOTED = {
    "on": str(YESTERDAY),
    "starts_at": "13.30",
    "minutes": "45",
    "how": "digital",
    "with_referrer": "on",
    "outcome": "wants",
    "asked": "Finns det bussar?",
}
BOOKING = Booking(kind="study_visit", form="place", on_day=YESTERDAY, starts_at=dt.time(9))
WANTS = Told(outcome="wants")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> Team:
    return make_team("Team Provdalen", slug="provdalen")


@pytest.fixture
def client(team: Team) -> Client:
    return client_of(make_user("mika", team, Role.TEAM_LEAD))


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(team, referred_on=TODAY - 20 * DAY)


def at(stay: Stay, name: str, *more: object) -> str:
    return Person(stay.team, stay.person_id).at(name, *more)


def step_page(stay: Stay) -> str:
    return at(stay, "way_step", Step.VISIT)


def book(actor: Actor, stay: Stay, day: dt.date, kind: str = "study_visit") -> Visit:
    booking = Booking(kind=kind, form="place", on_day=day, starts_at=dt.time(9))
    return book_visit(actor=actor, team=stay.team, person_id=stay.person_id, booking=booking)


def note(actor: Actor, stay: Stay, booking: Booking = BOOKING, told: Told = WANTS) -> Visit:
    return note_visit(actor=actor, team=stay.team, stay_id=stay.pk, booking=booking, told=told)


def test_the_button_leads_to_the_visit_that_is_booked(client: Client, stay: Stay) -> None:
    with inside(stay.team) as actor:
        book(actor, stay, YESTERDAY - 2 * DAY)
        latest = book(actor, stay, YESTERDAY)
        book(actor, stay, TODAY, kind="talk")
    answer = client.get(step_page(stay))
    assert answer.headers["Location"] == at(stay, "visit", latest.pk)


def test_a_visit_nobody_had_booked_is_noted_with_all_that_is_asked_in_one_form(
    client: Client, stay: Stay
) -> None:
    answer = client.post(step_page(stay), NOTED, follow=True)
    assert "The study visit is noted." in answer.content.decode()
    with inside(stay.team) as actor:
        (read,) = visits_of(actor=actor, team=stay.team, person_id=stay.person_id)
        row = read.row
        assert (row.state, row.outcome, row.on_day, read.asked) == (
            VisitState.HELD,
            "wants",
            YESTERDAY,
            "Finns det bussar?",
        )
        assert (row.form, row.minutes, row.with_referrer) == ("digital", 45, True)
        stay.refresh_from_db()
        assert stay.study_visit_on == YESTERDAY
    assert client.post(step_page(stay), NOTED).status_code == 302
    with inside(stay.team):
        assert Visit.objects.filter(stay=stay).count() == 1
        assert StayEvent.objects.filter(stay=stay, kind="study_visit").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"outcome": ""}, "Choose what the person said."),
        ({"starts_at": "25"}, "Write the time as 13.30"),
        ({"starts_at": ""}, "Write the time as 13.30"),
        ({"on": str(TODAY + DAY)}, "The day hasn&#x27;t come yet"),
        ({"on": "1890-01-01"}, "Write the day as"),
        ({"outcome": "wrong_time"}, "Write when the person is to be asked again."),
        ({"outcome": "wants", "ends_referral": "on"}, "The referral ends here only after a no."),
        ({"how": "flying"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost_or_kept(
    client: Client, stay: Stay, wrong: dict[str, str], said: str
) -> None:
    answer = client.post(step_page(stay), {**NOTED, **wrong})
    html = answer.content.decode()
    assert answer.status_code == 422 and said in html and "Finns det bussar?" in html
    with inside(stay.team):
        stay.refresh_from_db()
        assert (stay.study_visit_on, Visit.objects.filter(stay=stay).count()) == (None, 0)


def test_a_no_ends_the_referral_in_the_same_form(client: Client, stay: Stay) -> None:
    answer = client.post(step_page(stay), {**NOTED, "outcome": "no", "ends_referral": "on"})
    assert answer.headers["Location"] == at(stay, "way")
    with inside(stay.team):
        stay.refresh_from_db()
        assert (stay.not_enrolled_on, stay.not_enrolled_reason) == (YESTERDAY, "declined")


def test_what_a_colleague_booked_meanwhile_is_not_left_as_booked(client: Client, stay: Stay) -> None:
    """The form was open when the visit was booked: it is shown, and what was typed is still there."""
    with inside(stay.team) as actor:
        booked = book(actor, stay, YESTERDAY)
    answer = client.post(step_page(stay), NOTED)
    html = answer.content.decode()
    assert answer.status_code == 422 and f"A study visit is booked {YESTERDAY}" in html
    assert at(stay, "visit", booked.pk) in html and "Finns det bussar?" in html
    with inside(stay.team):
        assert [row.state for row in Visit.objects.filter(stay=stay)] == [VisitState.BOOKED]


def test_one_booked_ahead_is_told_and_hinders_nothing(client: Client, stay: Stay) -> None:
    with inside(stay.team) as actor:
        ahead = book(actor, stay, TODAY + 5 * DAY)
    assert at(stay, "visit", ahead.pk) in client.get(step_page(stay)).content.decode()
    assert client.post(step_page(stay), NOTED).status_code == 302
    with inside(stay.team):
        states = dict(Visit.objects.filter(stay=stay).values_list("on_day", "state"))
    assert states == {YESTERDAY: VisitState.HELD, ahead.on_day: VisitState.BOOKED}


def test_a_second_visit_leaves_the_day_of_the_first(stay: Stay) -> None:
    with inside(stay.team) as actor:
        note(actor, stay)
        note(actor, stay, Booking(kind="study_visit", form="place", on_day=TODAY, starts_at=dt.time(9)))
        stay.refresh_from_db()
        assert stay.study_visit_on == YESTERDAY


def test_only_of_those_one_sees_and_of_whom_the_table_of_the_way_says(stay: Stay, team: Team) -> None:
    theirs = make_stay(make_team(), referred_on=TODAY - 20 * DAY)
    here = make_stay(team, referred_on=TODAY - 90 * DAY, enrolled_on=TODAY - 30 * DAY)
    with inside(team) as actor:
        assert booked_study_visits(actor=actor, team=team, person_id=theirs.person_id) == []
        with pytest.raises(NotVisible):
            note_visit(actor=actor, team=team, stay_id=theirs.pk, booking=BOOKING, told=WANTS)
        with pytest.raises(StepRefused):
            note(actor, here)
        book(actor, stay, YESTERDAY)
        with pytest.raises(VisitRefused):
            note(actor, stay)


@pytest.mark.parametrize("is_booked", [False, True])
def test_a_no_that_ends_the_referral_ends_the_groups_too(client: Client, stay: Stay, is_booked: bool) -> None:
    with inside(stay.team) as actor:
        group = make_group(actor, stay.team)
        put_in(actor=actor, team=stay.team, group_id=group.pk, person_id=stay.person_id, joined_on=YESTERDAY)
        visit = book(actor, stay, YESTERDAY) if is_booked else None
    if visit is None:
        sent = client.post(step_page(stay), {**NOTED, "outcome": "no", "ends_referral": "on"})
    else:
        held = {"act": "hold", "version": visit.version, "outcome": "no", "ends_referral": "on"}
        sent = client.post(at(stay, "visit", visit.pk), held)
    assert sent.status_code == 302
    with inside(stay.team):
        assert list(GroupMembership.objects.current().values_list("left_on", "leave_reason")) == [
            (TODAY, "stay_ended")
        ]
