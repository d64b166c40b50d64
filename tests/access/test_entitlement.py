"""The yearly question about every role: asked in time, answered by another, and once a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from samsteg.access.entitlement import REVIEWED_WITHIN, HeldRole, confirm_role, roles_of
from samsteg.access.enums import Role
from samsteg.access.models import Membership, MembershipReview
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team
from tests.factories import coach, lead, make_team, officer

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create(username="prov-ansvarig")


def hold(team: Team, name: str, boss: User, first: dt.date, end: dt.date | None = None) -> Membership:
    user, _created = User.objects.get_or_create(username=name)
    with acting(officer(team)):
        return Membership.objects.create(
            team=team, user=user, role=Role.COACH, valid_from=first, valid_to=end, granted_by=boss
        )


def roles(team: Team, boss: User) -> list[HeldRole]:
    with acting(officer(team, user_id=boss.pk)) as actor:
        return roles_of(actor=actor, team=team)


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (TODAY - REVIEWED_WITHIN - DAY, True),
        (TODAY - REVIEWED_WITHIN, True),
        (TODAY - REVIEWED_WITHIN + DAY, False),
        (TODAY, False),
    ],
)
def test_a_role_is_asked_about_after_a_year(team: Team, boss: User, since: dt.date, due: bool) -> None:
    hold(team, "prov-anna", boss, since)
    (found,) = roles(team, boss)
    assert found.is_due(TODAY) is due


def test_an_answer_holds_for_a_year(team: Team, boss: User) -> None:
    held = hold(team, "prov-anna", boss, TODAY - 3 * REVIEWED_WITHIN)
    with acting(officer(team, user_id=boss.pk)) as actor:
        for _twice in range(2):
            confirm_role(actor=actor, team=team, membership_id=held.pk)
        assert MembershipReview.objects.count() == 1
    (found,) = roles(team, boss)
    assert (found.reviewed_on, found.asked_again_on) == (TODAY, TODAY + REVIEWED_WITHIN)
    assert not found.is_due(TODAY)
    assert found.is_due(TODAY + REVIEWED_WITHIN)


def test_the_order_is_due_then_names_then_ended(team: Team, boss: User) -> None:
    hold(team, "prov-ceder", boss, TODAY - 2 * REVIEWED_WITHIN)
    hold(team, "prov-asp", boss, TODAY)
    hold(team, "prov-bok", boss, TODAY + 5 * DAY)
    hold(team, "prov-al", boss, TODAY - 9 * DAY, TODAY)
    hold(team, "prov-long-gone", boss, TODAY - 999 * DAY, TODAY - 400 * DAY)
    found = [(one.membership.user.username, one.is_ahead, one.is_ended) for one in roles(team, boss)]
    assert found == [
        ("prov-ceder", False, False),
        ("prov-asp", False, False),
        ("prov-bok", True, False),
        ("prov-al", False, True),
    ]


def test_what_has_ended_or_is_ones_own_is_not_confirmed(team: Team, boss: User) -> None:
    ended = hold(team, "prov-anna", boss, TODAY - 9 * DAY, TODAY)
    own = hold(team, boss.username, User.objects.create(username="prov-annan"), TODAY - 9 * DAY)
    foreign = hold(make_team(), "prov-anna", boss, TODAY - 9 * DAY)
    with acting(officer(team, user_id=boss.pk)) as actor:
        for held in (ended, own, foreign):
            with pytest.raises(Refused):
                confirm_role(actor=actor, team=team, membership_id=held.pk)
        assert MembershipReview.objects.count() == 0


@pytest.mark.parametrize("who", [lead, coach])
def test_only_an_officer_sees_to_roles(team: Team, boss: User, who: Callable[[Team], Actor]) -> None:
    held = hold(team, "prov-anna", boss, TODAY)
    with acting(who(team)) as actor:
        with pytest.raises(PermissionRefused):
            roles_of(actor=actor, team=team)
        with pytest.raises(PermissionRefused):
            confirm_role(actor=actor, team=team, membership_id=held.pk)
