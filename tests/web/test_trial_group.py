"""A trial period that ends with a group: told on the way, proposed at the start, asked about when it is over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.activities.ending import end_group
from samsteg.activities.members import put_in, take_out
from samsteg.activities.models import Group, GroupMembership, Term
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.models import Trial
from tests.activities.makers import make_group
from tests.factories import make_consent
from tests.participants.way.walking import TODAY, bring_to, days_ago, worker
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SAYS = "The trial period ends with"
ASKS = "Say how it turned out."


@pytest.fixture
def user(team: Team) -> User:
    return make_user("ledare", team, Role.TEAM_LEAD)


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


@pytest.fixture
def head(team: Team, user: User) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=user.pk)


def on_way(team: Team, head: Actor, state: State) -> Stay:
    stay = bring_to(head, team, state)
    make_consent(team, stay.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: head.user_id})
    return stay


def start_up(team: Team, head: Actor, stay: Stay, last_on: dt.date, **values: bool) -> GroupMembership:
    """A group whose term ends that day, with the person in it since ten days."""
    with acting(head):
        group = make_group(head, team, "Uppstarten", **({"ends_trial": True} | values))
        Term.objects.create(
            team=team, group=group, first_on=days_ago(30), last_on=last_on, updated_by_id=head.user_id
        )
        return put_in(
            actor=head, team=team, group_id=group.pk, person_id=stay.person_id, joined_on=days_ago(10)
        )


def way(client: Client, team: Team, stay: Stay) -> str:
    return client.get(reverse("way", args=[team.slug, stay.person_id])).content.decode()


def today(client: Client, team: Team) -> str:
    return client.get(reverse("today", args=[team.slug])).content.decode()


def test_the_way_says_which_group_and_day_and_what_was_noted_at_the_start(
    client: Client, team: Team, head: Actor
) -> None:
    stay = on_way(team, head, State.TRIAL)
    assert SAYS not in way(client, team, stay)
    last_on = TODAY + 20 * DAY
    start_up(team, head, stay, last_on)
    page = way(client, team, stay)
    assert SAYS in page and "Uppstarten</a>" in page and f", {last_on}." in page
    assert "At the start it was noted up to" in page
    assert ASKS not in page
    assert "Alva" not in today(client, team) and "Trial period" not in today(client, team)


def test_when_the_group_is_over_the_outcome_is_asked_for_on_the_way_and_on_idag(
    client: Client, team: Team, head: Actor
) -> None:
    stay = on_way(team, head, State.TRIAL)
    over = TODAY - DAY
    start_up(team, head, stay, over)
    page = way(client, team, stay)
    assert ASKS in page and str(over) in page
    form = reverse("way_step", args=[team.slug, stay.person_id, Step.CONTINUE])
    assert form in page
    assert f"The trial period ended {over}: say how it turned out" in today(client, team)
    assert client.post(form, {"on": str(TODAY)}).status_code == 302
    assert ASKS not in way(client, team, stay)
    assert "The trial period ended" not in today(client, team)


@pytest.mark.parametrize("why", ["unmarked", "left before", "put in by mistake"])
def test_a_group_that_doesnt_end_the_trial_changes_nothing(
    client: Client, team: Team, head: Actor, why: str
) -> None:
    stay = on_way(team, head, State.TRIAL)
    one = start_up(team, head, stay, TODAY + 5 * DAY, ends_trial=why != "unmarked")
    if why != "unmarked":
        reason = "mistake" if why == "put in by mistake" else "other"
        with acting(head):
            take_out(actor=head, team=team, series=one.series, left_on=TODAY, reason=reason)
    assert SAYS not in way(client, team, stay)


def test_a_group_that_ends_before_its_term_ends_the_trial_on_its_last_day(
    client: Client, team: Team, head: Actor
) -> None:
    stay = on_way(team, head, State.TRIAL)
    one = start_up(team, head, stay, TODAY + 20 * DAY)
    with acting(head):
        end_group(actor=head, team=team, group_id=one.group_id, ended_on=TODAY)
        assert Group.objects.get(pk=one.group_id).ended_on == TODAY
    assert f"{TODAY - DAY}. Say how it turned out." in way(client, team, stay)


def test_a_group_that_ended_before_somebody_came_in_ends_no_trial(
    client: Client, team: Team, head: Actor
) -> None:
    stay = on_way(team, head, State.TRIAL)
    with acting(head):
        group = make_group(head, team, "Uppstarten", ends_trial=True)
        days = {"first_on": days_ago(30), "last_on": TODAY + 60 * DAY}
        Term.objects.create(team=team, group=group, **days, updated_by_id=head.user_id)
        by = {"actor": head, "team": team, "group_id": group.pk}
        put_in(**by, person_id=stay.person_id, joined_on=TODAY + 30 * DAY)
    assert SAYS in way(client, team, stay)
    with acting(head):
        end_group(**by, ended_on=TODAY)
    assert SAYS not in way(client, team, stay)


def test_the_start_proposes_the_day_of_the_group(client: Client, team: Team, head: Actor) -> None:
    stay = on_way(team, head, State.QUEUE)
    last_on = TODAY + 33 * DAY
    start_up(team, head, stay, last_on)
    page = client.get(reverse("way_part", args=[team.slug, stay.person_id, Step.ENROL, 2]))
    assert page.context["form"]["trial_ends_on"].value() == last_on


@pytest.mark.parametrize("later", [True, False])
def test_the_exit_in_the_trial_of_a_group_is_corrected_within_it(
    client: Client, team: Team, head: Actor, later: bool
) -> None:
    """The group was left with the stay: it ended the trial all the same, and no day after it does."""
    stay = on_way(team, head, State.TRIAL)
    with acting(head):
        Trial.objects.filter(stay=stay, superseded_at__isnull=True).update(ends_on=days_ago(5))
    last_on = days_ago(1)
    start_up(team, head, stay, last_on)
    sent = {"on": str(days_ago(3)), "reason": "other", "detail": "moved", "early_exit": "on"}
    where = [team.slug, stay.person_id]
    for part in (1, 2, 3):
        client.post(reverse("way_part", args=[*where, Step.EXIT, part]), sent)
    assert client.post(reverse("way_check", args=[*where, Step.EXIT])).status_code == 302
    with acting(head):
        stay = Stay.objects.get(pk=stay.pk)
        assert (stay.exited_on, stay.early_exit) == (days_ago(3), True)
        assert GroupMembership.objects.current().get().leave_reason == "stay_ended"
    page = reverse("correct_stay", args=[*where, stay.pk])
    form = client.get(page).context["form"]
    typed = {name: value for name in form.fields if (value := form[name].value())}
    day = TODAY if later else last_on
    answer = client.post(page, {**typed, "early_exit": "on", "exited_on": str(day)})
    with acting(head):
        left = Stay.objects.get(pk=stay.pk).exited_on
    assert "form" not in (answer.context or {}) or later, answer.context["form"].errors
    assert (answer.status_code, left) == ((422, days_ago(3)) if later else (302, last_on))
