"""From an empty database to a team that works, as docs/operations.md says it, by one who sees nothing of it."""

from __future__ import annotations

import io

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.controllers import controllers_of
from samsteg.access.enums import Role
from samsteg.access.granting import grant_membership
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.core.context import acting, set_context
from samsteg.organisation.models import Association, Authority, Team
from samsteg.organisation.selectors import is_practice
from tests.web.users import client_of, make_user

pytestmark = pytest.mark.django_db
BOARD = "Socialnämnden i Provköping"
TEAM = ("new-team", "Team Prov", "--controller", BOARD)


@pytest.fixture(autouse=True)
def people() -> None:
    for name in ("drift", "ombud", "led"):
        make_user(name)
    run("appoint-admin", "drift")


def run(*arguments: str, by: str = "") -> str:
    out = io.StringIO()
    set_context(None)
    with translation.override("en"):
        call_command(*arguments, *(("--as", by) if by else ()), stdout=out)
    set_context(None)
    return out.getvalue()


def found_all() -> Team:
    run("new-authority", BOARD, "--kind", "board", by="drift")
    assert "team-prov" in run(*TEAM, "--association", "Samordningsförbundet Prov", by="drift")
    run("appoint-officer", "ombud", "--controller", BOARD, "--decision", "SN 7", by="drift")
    return Team.objects.get(slug="team-prov")


def test_the_whole_way(settings: LazySettings) -> None:
    settings.SAMSTEG_PRACTICE_ONLY = False
    team = found_all()
    assert team.association == Association.objects.get(name="Samordningsförbundet Prov")
    officer = actor_for(User.objects.get(username="ombud"))
    set_context(None)
    with acting(officer):
        (named,) = controllers_of(actor=officer, team=team)
        assert named.controller.name == BOARD
        assert is_practice(team)  # until the officer writes the decision
        grant_membership(
            actor=officer,
            team=team,
            user=User.objects.get(username="led"),
            role=Role.TEAM_LEAD,
            valid_from=timezone.localdate(),
        )
    set_context(None)
    address = reverse("team", args=[team.slug])
    assert client_of(User.objects.get(username="led")).get(address).status_code == 200
    assert client_of(User.objects.get(username="drift")).get(address).status_code == 404


@pytest.mark.parametrize("by", ["ombud", "led"])
def test_nobody_but_an_administrator(by: str) -> None:
    run("new-authority", BOARD, "--kind", "board", by="drift")
    for arguments in (TEAM, ("new-authority", "Annan nämnd", "--kind", "board")):
        with pytest.raises(CommandError, match="Only a system administrator"):
            run(*arguments, by=by)
    assert not Team.objects.exists()
    assert Authority.objects.count() == 1


def test_what_is_there_is_left_alone() -> None:
    found_all()
    with pytest.raises(CommandError, match="team of that name"):
        run(*TEAM, by="drift")
    with pytest.raises(CommandError, match="authority of that name"):
        run("new-authority", BOARD.upper(), "--kind", "board", by="drift")


def test_an_association_never_answers_for_participants() -> None:
    with pytest.raises(CommandError, match="coordination association"):
        run("new-authority", "Samordningsförbundet Prov", "--kind", "other", by="drift")
    with pytest.raises(CommandError, match="no authority"):
        run("new-team", "Team Prov", "--controller", "Samordningsförbundet Prov", by="drift")


def test_without_an_operator_somebody_must_be_named(settings: LazySettings) -> None:
    settings.SAMSTEG_OPERATOR = None
    with pytest.raises(CommandError, match="Say who acts"):
        run("figures", "team-prov", "--from", "2025-01-01", "--to", "2025-12-31")


def test_ready_says_what_is_missing(settings: LazySettings) -> None:
    settings.SAMSTEG_PRACTICE_ONLY, settings.SAMSTEG_MASTER_KEYS = False, "a:x"
    with pytest.raises(CommandError) as told:
        run("ready")
    assert "Key number 1 in SAMSTEG_MASTER_KEYS" in str(told.value)
    assert "samsteg.E010" in str(told.value)  # practice does without a second factor
    assert "collectstatic" in str(told.value)
