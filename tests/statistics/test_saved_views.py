"""Saved views: each user's own, in each team apart, and nothing but the room's own choices."""

from __future__ import annotations

import pytest

from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.statistics.saved_views import (
    MOST_VIEWS,
    bring_back_view,
    end_view,
    kept_query,
    save_view,
    saved_views,
)
from tests.factories import coach, lead, make_team

pytestmark = pytest.mark.django_db
QUERY = "from=2025-01-01&to=2025-06-30"


def member(team: Team, *more: Team) -> Actor:
    user = User.objects.create(username=f"member-{User.objects.count()}")
    roles = {one.pk: coach(one).roles[one.pk] for one in (team, *more)}
    return Actor(user_id=user.pk, username=user.username, roles=roles)


def names(actor: Actor, team: Team) -> list[str]:
    with acting(actor):
        return [view.name for view in saved_views(actor, team)]


def test_a_view_is_its_users_and_its_teams() -> None:
    team, other = make_team(), make_team()
    mine, colleague = member(team, other), member(team)
    with acting(mine):
        view = save_view(actor=mine, team=team, name="  Första   halvåret ", query=QUERY)
    assert names(mine, team) == ["Första halvåret"]
    assert names(mine, other) == names(colleague, team) == []
    with acting(colleague), pytest.raises(NotVisible):
        end_view(actor=colleague, team=team, view_id=view.pk)
    with acting(mine), pytest.raises(NotVisible):
        end_view(actor=mine, team=other, view_id=view.pk)


def test_the_same_name_again_gets_the_new_address() -> None:
    team = make_team()
    mine = member(team)
    with acting(mine):
        first = save_view(actor=mine, team=team, name="Halvår", query=QUERY)
        second = save_view(actor=mine, team=team, name="Halvår", query="period=rolling")
        assert first.pk == second.pk
        assert [view.query for view in saved_views(mine, team)] == ["period=rolling"]


def test_taken_away_and_brought_back() -> None:
    team = make_team()
    mine = member(team)
    with acting(mine):
        view = save_view(actor=mine, team=team, name="Halvår", query=QUERY)
        end_view(actor=mine, team=team, view_id=view.pk)
        assert saved_views(mine, team) == ()
        bring_back_view(actor=mine, team=team, view_id=view.pk)
        assert [one.query for one in saved_views(mine, team)] == ["from=2025-01-01&to=2025-06-30"]
        end_view(actor=mine, team=team, view_id=view.pk)
        save_view(actor=mine, team=team, name="Halvår", query="")
        with pytest.raises(Refused, match="Halvår"):
            bring_back_view(actor=mine, team=team, view_id=view.pk)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("to=2025-06-30&from=2025-01-01", "from=2025-01-01&to=2025-06-30"),
        ("compare=none&next=//evil.example&person=12&by=referrer", "by=referrer&compare=none"),
        ("", ""),
        ("from=" + "1" * 99, "from=" + "1" * 40),
        ("&".join(f"a{number}=1" for number in range(50)), ""),
        ("from=%00%ff", "from=%00%EF%BF%BD"),
    ],
)
def test_only_the_rooms_choices_are_kept(query: str, kept: str) -> None:
    assert kept_query(query) == kept


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
def test_a_name_that_can_not_be(name: str) -> None:
    team = make_team()
    mine = member(team)
    with acting(mine), pytest.raises(Refused, match="name"):
        save_view(actor=mine, team=team, name=name, query=QUERY)


def test_the_list_ends_somewhere() -> None:
    team = make_team()
    mine = member(team)
    with acting(mine):
        for number in range(MOST_VIEWS):
            save_view(actor=mine, team=team, name=f"Vy {number}", query=QUERY)
        with pytest.raises(Refused, match="Take one away"):
            save_view(actor=mine, team=team, name="En till", query=QUERY)
        save_view(actor=mine, team=team, name="Vy 0", query="")  # an old one may change


def test_another_team_is_refused() -> None:
    team, other = make_team(), make_team()
    with acting(lead(other)) as actor, pytest.raises(PermissionRefused):
        saved_views(actor, team)
