"""The operator of development and tests: the one who may grant itself a role, and never in production."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from config.settings import base
from samsteg.access.enums import Role
from samsteg.access.models import Membership
from samsteg.access.operator import is_operator, join_as_operator, make_operator
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.core.context import acting, set_context
from tests.factories import lead, make_team


@pytest.fixture
def operator(db: None) -> User:
    make_operator(using="default")
    return User.objects.get(username="operator")


def test_made_once_and_cannot_sign_in(operator: User) -> None:
    make_operator(using="default")
    assert User.objects.filter(username="operator").count() == 1
    assert not operator.has_usable_password()
    assert not (operator.is_staff or operator.is_superuser)
    for password in ("", "operator", operator.password):
        assert authenticate(RequestFactory().post("/"), username="operator", password=password) is None


def test_is_nobody_in_a_team_before_it_joins(operator: User) -> None:
    make_team()
    assert actor_for(operator).team_ids == ()


def test_joins_as_lead_once(operator: User) -> None:
    team, other = make_team(), make_team()
    join_as_operator(operator, team)
    join_as_operator(operator, team)
    with acting(lead(team, other)):
        (held,) = Membership.objects.all()
        assert (held.team, held.role, held.granted_by_id, held.is_operator) == (
            team,
            Role.TEAM_LEAD,
            None,
            True,
        )
    assert dict(actor_for(operator).roles) == {team.pk: {Role.TEAM_LEAD}}


def test_nobody_else_joins(operator: User) -> None:
    other, team = User.objects.create(username="prov"), make_team()
    with pytest.raises(PermissionError):
        join_as_operator(other, team)
    set_context(lead(team))
    assert Membership.objects.count() == 0


def test_without_the_setting_there_is_no_operator(operator: User, settings: Settings) -> None:
    """As in production: an account that happens to have the name is an account like any other."""
    settings.SAMSTEG_OPERATOR = None
    assert not is_operator(operator)
    with pytest.raises(PermissionError):
        join_as_operator(operator, make_team())
    User.objects.filter(pk=operator.pk).delete()
    make_operator(using="default")
    assert not User.objects.filter(username="operator").exists()


def test_base_settings_have_no_operator() -> None:
    """Production builds on base: only development and tests name one."""
    assert base.SAMSTEG_OPERATOR is None
    assert base.SAMSTEG_AFTER_MIGRATE == []


@pytest.mark.django_db(transaction=True)
def test_comes_with_the_first_migration() -> None:
    User.objects.filter(username="operator").delete()
    call_command("migrate", verbosity=0)
    assert User.objects.filter(username="operator").exists()
