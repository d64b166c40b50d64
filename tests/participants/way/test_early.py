"""An early exit is one in the trial period without a result, whoever says so and on which page; old marks stay."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.correcting import correct_stay, version_of
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.settings import set_usual_times
from samsteg.participants.way.usual_times import UsualTimes
from tests.factories import make_consent, make_stay, make_team
from tests.participants.way.walking import TODAY, days_ago, refer, step, worker
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team("Team Provdalen")


@pytest.fixture
def user(team: Team) -> User:
    return make_user("ledare", team, Role.TEAM_LEAD)


@pytest.fixture
def head(team: Team, user: User) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=user.pk)


def on_trial(head: Actor, team: Team, *, started: int, trial_to: int) -> Stay:
    stay = refer(head, team, on=days_ago(started + 20))
    values = {"coach_id": head.user_id, "planned_on": TODAY + dt.timedelta(days=300)}
    step(head, team, stay, Step.ENROL, days_ago(started), trial_ends_on=days_ago(trial_to), **values)
    return stay


def said_no(head: Actor, team: Team, stay: Stay, on: dt.date, **values: object) -> str:
    with translation.override("en"), pytest.raises(StepRefused) as refused:
        step(head, team, stay, Step.EXIT, on, early_exit=True, **values)  # type: ignore[arg-type]
    assert refused.value.field == "early_exit"
    return str(refused.value)


def is_early(team: Team, stay: Stay) -> bool:
    with inside(team):
        return Stay.objects.get(pk=stay.pk).early_exit


@pytest.mark.parametrize("reason", ["work", "studies", "other_rehab"])
def test_a_result_is_no_early_exit(team: Team, head: Actor, reason: str) -> None:
    stay = on_trial(head, team, started=30, trial_to=-30)
    assert "is a result" in said_no(head, team, stay, TODAY, reason=reason)
    assert step(head, team, stay, Step.EXIT, TODAY, reason=reason) is State.EXITED
    assert not is_early(team, stay)


@pytest.mark.parametrize("reason", ["sickness_compensation", "parental_leave", "other"])
def test_without_a_result_up_to_the_last_day_of_the_trial(team: Team, head: Actor, reason: str) -> None:
    stay = on_trial(head, team, started=60, trial_to=5)
    assert str(days_ago(5)) in said_no(head, team, stay, days_ago(4), reason=reason)
    assert step(head, team, stay, Step.EXIT, days_ago(5), reason=reason, early_exit=True) is State.EXITED
    assert is_early(team, stay)


def test_long_after_the_trial_that_nobody_has_closed(team: Team, head: Actor) -> None:
    """The state is still the trial period until somebody says how it turned out."""
    stay = on_trial(head, team, started=400, trial_to=340)
    assert "trial period ended" in said_no(head, team, stay, TODAY, reason="other")


def test_who_has_continued_has_no_trial_period_left(team: Team, head: Actor) -> None:
    stay = on_trial(head, team, started=30, trial_to=-30)
    step(head, team, stay, Step.CONTINUE, days_ago(3))
    assert str(days_ago(3)) in said_no(head, team, stay, TODAY, reason="other")
    step(head, team, stay, Step.EXIT, days_ago(3), reason="other", early_exit=True)


def test_a_group_that_ends_the_trial_later_counts(team: Team, head: Actor) -> None:
    stay = on_trial(head, team, started=60, trial_to=5)
    said_no(head, team, stay, TODAY, reason="other", trial_group_ends_on=days_ago(1))
    step(head, team, stay, Step.EXIT, TODAY, reason="other", early_exit=True, trial_group_ends_on=TODAY)


def test_where_none_was_noted_the_teams_usual_one_counts(team: Team, head: Actor) -> None:
    new, old = (make_stay(team, enrolled_on=days_ago(ago)) for ago in (20, 200))
    step(head, team, new, Step.EXIT, TODAY, reason="other", early_exit=True)
    said_no(head, team, old, TODAY, reason="other")
    with acting(head):
        set_usual_times(actor=head, team=team, valid_from=days_ago(300), times=UsualTimes(trial_months=0))
    other = make_stay(team, enrolled_on=days_ago(20))
    assert "had no trial period" in said_no(head, team, other, TODAY, reason="other")


def test_the_page_keeps_what_was_typed_and_says_where(team: Team, head: Actor, user: User) -> None:
    stay = on_trial(head, team, started=400, trial_to=340)
    make_consent(team, stay.person_id)
    client = client_of(user)
    address = reverse("way_part", args=[team.slug, stay.person_id, Step.EXIT, 1])
    assert "checked" not in client.get(address).content.decode().split('name="early_exit"')[1].split(">")[0]
    client.post(address, {"on": str(TODAY), "reason": "work", "early_exit": "on"})
    check = reverse("way_check", args=[team.slug, stay.person_id, Step.EXIT])
    with translation.override("en"):
        answer = client.post(check)
    assert answer.status_code == 422
    assert "is a result" in answer.content.decode()
    assert {row.label: row.text for row in answer.context["rows"]}["Early exit"] == "Yes"  # as it was typed
    client.post(address, {"on": str(TODAY), "reason": "work"})
    assert client.post(check).status_code == 302
    assert not is_early(team, stay)


def correct(head: Actor, team: Team, stay: Stay, **changes: object) -> None:
    with acting(head):
        correct_stay(
            actor=head,
            team=team,
            stay_id=stay.pk,
            changes=changes,
            expected_version=version_of(Stay.objects.get(pk=stay.pk)),
        )


def test_a_correction_keeps_to_the_same_rule(team: Team, head: Actor) -> None:
    stay = on_trial(head, team, started=60, trial_to=5)
    step(head, team, stay, Step.EXIT, TODAY, reason="other")
    with pytest.raises(StepRefused) as refused:
        correct(head, team, stay, early_exit=True)
    assert refused.value.field == "early_exit"
    correct(head, team, stay, early_exit=True, exited_on=days_ago(6))
    assert is_early(team, stay)
    for wrong in ({"exit_reason": "work"}, {"exited_on": days_ago(1)}):
        with pytest.raises(StepRefused):
            correct(head, team, stay, **wrong)


def test_a_mark_from_a_workbook_stands_when_something_else_is_corrected(team: Team, head: Actor) -> None:
    stay = make_stay(
        team, enrolled_on=days_ago(400), exited_on=days_ago(40), exit_reason="work", early_exit=True
    )
    correct(head, team, stay, exit_detail="wage_subsidy")
    assert is_early(team, stay)
