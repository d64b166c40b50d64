"""The officer's pages: roles given and ended, the yearly question, decisions; and that nobody else finds them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.controller_rules import VALUES
from samsteg.access.enums import Office, Role
from samsteg.access.models import Appointment, ControllerRule, Membership, MembershipReview
from samsteg.accounts.models import User
from samsteg.audit.models import Alarm
from samsteg.core.context import acting, set_context
from samsteg.core.errors import Refused
from samsteg.organisation.models import Association, ControllerDecision, Team
from samsteg.people.services import save_personnummer
from tests.factories import make_person, make_stay, make_team, officer
from tests.web.users import appoint_officer, client_of, inside, make_user, queries_of, stays_file

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def team(db: None) -> Team:
    return make_team(slug="provdalen")


@pytest.fixture
def boss(team: Team) -> User:
    user = make_user("ansvarig")
    appoint_officer(user, team)
    return user


def page(team: Team, to: str = "officer_staff", **arguments: Any) -> str:
    return reverse(to, kwargs={"slug": team.slug, **arguments})


def memberships(team: Team) -> list[Membership]:
    set_context(None)
    with acting(officer(team)):
        return list(Membership.objects.select_related("user").order_by("pk"))


def typed(user: User, **values: str) -> dict[str, str]:
    return {"user": str(user.pk), "role": "coach", "valid_from": TODAY.isoformat(), **values}


def test_a_role_is_given_and_holds_with_the_next_request(team: Team, boss: User) -> None:
    worker = make_user("anna")
    assert client_of(worker).get(reverse("team", args=[team.slug])).status_code == 404
    answer = client_of(boss).post(page(team), typed(worker), follow=True)
    assert "Anna Prov: Coach from" in answer.content.decode()
    assert client_of(worker).get(reverse("team", args=[team.slug])).status_code == 200
    (made,) = memberships(team)
    assert (made.user_id, made.role, made.granted_by_id, made.valid_to) == (
        worker.pk,
        "coach",
        boss.pk,
        None,
    )


def test_the_last_day_is_a_day_that_holds(team: Team, boss: User) -> None:
    worker = make_user("anna")
    client_of(boss).post(
        page(team),
        typed(worker, role="team_lead", last_day=TODAY.isoformat(), is_acting="on"),
    )
    (made,) = memberships(team)
    assert (made.is_acting, made.valid_to) == (True, TODAY + DAY)
    assert client_of(worker).get(reverse("team", args=[team.slug])).status_code == 200


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"user": ""}, "Choose who gets the role."),
        ({"user": "999999"}, "999999"),
        ({"role": "boss"}, "boss"),
        ({"role": "representative"}, "Choose which authority"),
        ({"valid_from": "i morgon"}, "Write the day as"),
        ({"last_day": (TODAY - DAY).isoformat()}, "lies before the first"),
        ({"role": "team_lead", "is_acting": "on"}, "stands in up to a day"),
        ({"is_acting": "on", "last_day": TODAY.isoformat()}, "stands in up to a day"),
    ],
)
def test_what_can_t_be_given_is_said_and_kept(
    team: Team, boss: User, values: dict[str, str], says: str
) -> None:
    answer = client_of(boss).post(page(team), {**typed(make_user("anna")), **values})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    for value in values.values():
        if value and value != "999999" and value != "boss":
            assert value in text
    assert memberships(team) == []


def test_nobody_is_offered_oneself(team: Team, boss: User) -> None:
    text = client_of(boss).get(page(team)).content.decode()
    assert f'<option value="{boss.pk}"' not in text
    answer = client_of(boss).post(page(team), typed(boss))
    assert answer.status_code == 422
    assert memberships(team) == []


def test_a_role_is_ended_at_once_and_twice_is_told(team: Team, boss: User) -> None:
    worker = make_user("anna", team, Role.COACH)
    (held,) = memberships(team)
    first = client_of(worker)
    assert first.get(reverse("team", args=[team.slug])).status_code == 200
    address = page(team, "end_role", membership_id=held.pk)
    assert client_of(boss).post(address, follow=True).status_code == 200
    assert first.get(reverse("team", args=[team.slug])).status_code == 404
    assert "already ended" in client_of(boss).post(address).content.decode()
    (ended,) = memberships(team)
    assert (ended.valid_to, ended.ended_by_id) == (TODAY, boss.pk)
    assert "1 role has ended within a year" in client_of(boss).get(page(team)).content.decode()


def test_the_yearly_question_is_asked_and_answered(team: Team, boss: User) -> None:
    make_user("anna", team, Role.COACH)
    (held,) = memberships(team)
    with acting(officer(team)):
        Membership.objects.update(valid_from=TODAY - 400 * DAY)
    set_context(None)
    client = client_of(boss)
    assert "1 role has not been looked at for a year" in client.get(page(team)).content.decode()
    client.post(page(team, "keep_role", membership_id=held.pk))
    assert "not been looked at" not in client.get(page(team)).content.decode()
    with acting(officer(team)):
        assert MembershipReview.objects.get().reviewed_by_id == boss.pk
    set_context(None)


@pytest.mark.parametrize("name", VALUES)
def test_every_rule_is_shown_and_decided(team: Team, boss: User, name: str) -> None:
    client = client_of(boss)
    before = client.get(page(team, "officer_rules")).content.decode()
    assert before.count("No decision: this holds until there is one.") == len(VALUES)
    value = VALUES[name][-1]
    answer = client.post(
        page(team, "officer_rule", name=name),
        {"value": value, "valid_from": TODAY.isoformat(), "decision_number": "Dnr 12/26"},
        follow=True,
    )
    text = answer.content.decode()
    assert "The decision is saved." in text
    assert "Decision Dnr 12/26, written by Ansvarig Prov." in text
    with acting(officer(team)):
        (made,) = ControllerRule.objects.all()
    set_context(None)
    assert (made.name, made.value, made.decided_by_id) == (name, value, boss.pk)


def test_a_decision_needs_its_number(team: Team, boss: User) -> None:
    answer = client_of(boss).post(
        page(team, "officer_rule", name="team_access"),
        {"value": "whole_team", "valid_from": TODAY.isoformat(), "decision_number": " "},
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Write the number of the decision" in text
    assert re.search(r'value="whole_team"[^>]*checked', text)


def test_an_unknown_rule_is_no_page(team: Team, boss: User) -> None:
    assert client_of(boss).get(page(team, "officer_rule", name="nonsense")).status_code == 404


@pytest.mark.parametrize("name", ["officer_staff", "officer_rules"])
@pytest.mark.parametrize("role", [None, *Role])
def test_no_role_in_the_team_opens_an_officers_page(team: Team, name: str, role: Role | None) -> None:
    if role in (None, Role.COACH, Role.TEAM_LEAD, Role.STEERING):
        user = make_user("nagon", team if role else None, role or Role.COACH)
        assert client_of(user).get(page(team, name)).status_code == 404


def test_an_officer_finds_no_page_of_the_team(team: Team, boss: User) -> None:
    stay = make_stay(team)
    client = client_of(boss)
    for there in ("team", "participants", "statistics", "report", "the_team", "upload", "participants_excel"):
        assert client.get(reverse(there, args=[team.slug])).status_code == 404, there
    assert client.get(reverse("participant", args=[team.slug, stay.person_id])).status_code == 404


def test_an_officer_of_another_controller_finds_nothing(team: Team, boss: User) -> None:
    other = make_team(slug="annat-team")
    assert client_of(boss).get(page(other)).status_code == 404
    worker = make_user("anna", other, Role.COACH)
    (held,) = memberships(other)
    for name in ("end_role", "keep_role"):
        assert client_of(boss).post(page(other, name, membership_id=held.pk)).status_code == 404
        assert client_of(boss).post(page(team, name, membership_id=held.pk)).status_code == 409
    (still,) = memberships(other)
    assert (still.valid_to, still.user_id) == (None, worker.pk)


def test_the_office_ends_with_its_day(team: Team, boss: User) -> None:
    client = client_of(boss)
    assert client.get(page(team)).status_code == 200
    Appointment.objects.filter(user=boss).update(valid_from=TODAY - 5 * DAY, valid_to=TODAY)
    assert client.get(page(team)).status_code == 404


def test_the_number_of_questions_does_not_grow_with_roles(team: Team, boss: User) -> None:
    make_user("anna", team, Role.COACH)
    few = queries_of(client_of(boss), page(team))
    for number in range(12):
        make_user(f"person{number}", team, Role.COACH)
    assert queries_of(client_of(boss), page(team)) == few


HOMES: list[tuple[str, dict[str, Any], str]] = [
    ("association", {"office": Office.ASSOCIATION_ADMIN}, "No report is published here yet."),
    ("association", {"office": Office.STEERING}, "No report is published here yet."),
    ("nothing", {"office": Office.SYSTEM_ADMIN}, "You see no teams and no participants."),
]


@pytest.mark.parametrize(("where", "values", "says"), HOMES)
def test_the_first_page_of_an_office(team: Team, where: str, values: dict[str, Any], says: str) -> None:
    association = Association.objects.create(name="Provförbundet")
    Team.objects.filter(pk=team.pk).update(association=association)
    user = make_user("utanfor")
    if where == "association":
        values = {**values, "association": association, "granted_by": make_user("beviljaren")}
    Appointment.objects.create(user=user, valid_from=TODAY, **values)
    answer = client_of(user).get(reverse("home"))
    text = answer.content.decode()
    assert (answer.status_code, says in text) == (200, True)
    assert (team.name in text) is (where == "association")
    for there in ("team", "participants", "statistics", "report", "officer_staff"):
        assert client_of(user).get(reverse(there, args=[team.slug])).status_code == 404, there


def test_a_steering_member_of_one_team_sees_that_team_alone(team: Team) -> None:
    make_team(slug="annat-team", name="Annat team")
    user = make_user("styr", team, Role.STEERING)
    text = client_of(user).get(reverse("home")).content.decode()
    assert team.name in text
    assert "Annat team" not in text


def test_an_officer_of_one_team_comes_straight_to_it(team: Team, boss: User) -> None:
    answer = client_of(boss).get(reverse("home"))
    assert (answer.status_code, answer.headers["Location"]) == (302, page(team))


def test_alarms_are_left_for_the_officer(team: Team, boss: User) -> None:
    client_of(boss).post(page(team), typed(make_user("anna")))
    set_context(None)
    with acting(officer(team)):
        assert [one.kind for one in Alarm.objects.all()] == ["membership_granted"]
    set_context(None)


def test_nobody_signed_in_is_sent_to_log_in(team: Team) -> None:
    answer = Client().get(page(team))
    assert answer.headers["Location"].startswith(reverse("account_login"))


def decision_of(team: Team) -> ControllerDecision:
    with acting(officer(team)):
        found = ControllerDecision.objects.get()
    set_context(None)
    return found


def test_a_dated_decision_ends_the_practice(team: Team, boss: User, settings: Any) -> None:
    """Where real participants may be: elsewhere everything is practice, whatever is decided."""
    client, address = client_of(boss), page(team, "officer_controller", decision_id=decision_of(team).pk)
    settings.SAMSTEG_PRACTICE_ONLY = False
    mark = "Practice: no real persons"
    assert mark in client.get(address).content.decode()
    answer = client.post(address, {"decided_on": TODAY.isoformat(), "decision_number": "Dnr 9"}, follow=True)
    text = answer.content.decode()
    assert mark not in text
    assert f"Decided {TODAY.isoformat()}, Dnr 9" in text
    assert (
        "already written"
        in client.post(
            address, {"decided_on": TODAY.isoformat(), "decision_number": "Dnr 10"}
        ).content.decode()
    )
    assert decision_of(team).decision_number == "Dnr 9"
    settings.SAMSTEG_PRACTICE_ONLY = True
    assert mark in client.get(page(team)).content.decode()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"decided_on": (TODAY + DAY).isoformat()}, "hasn&#x27;t come yet"),
        ({"decided_on": "snart"}, "Write the day as"),
        ({"decision_number": ""}, "Write the number"),
    ],
)
def test_a_decision_that_can_t_be_is_not_written(
    team: Team, boss: User, values: dict[str, str], says: str
) -> None:
    address = page(team, "officer_controller", decision_id=decision_of(team).pk)
    typed_in = {"decided_on": TODAY.isoformat(), "decision_number": "Dnr 9", **values}
    answer = client_of(boss).post(address, typed_in)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert decision_of(team).decided_on is None


def test_no_number_is_stored_before_the_decision(team: Team, boss: User, settings: Any) -> None:
    """By no page and no service: the row says so in the preview."""
    settings.SAMSTEG_PRACTICE_ONLY = False
    head = make_user("ledare", team, Role.TEAM_LEAD)
    client = client_of(head)
    file = stays_file(1, personnummer="199005179800", born_on=None)
    answer = client.post(reverse("upload", args=[team.slug]), {"file": file}, follow=True)
    assert "takes no identity numbers until its controller is decided" in answer.content.decode()
    person = make_person(team)
    with inside(team), pytest.raises(Refused):
        save_personnummer(team=team, numbers={person: "199005172386"})
    with inside(team):
        save_personnummer(team=team, numbers={person: None})
        ControllerDecision.objects.update(decided_on=TODAY, decision_number="Dnr 9")
        assert save_personnummer(team=team, numbers={person: "199005172386"}) == 1
