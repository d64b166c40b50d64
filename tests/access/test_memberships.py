"""What a user may, on a day, by the memberships that hold then; and that nobody grants oneself one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.granting import grant_membership
from samsteg.access.models import Membership
from samsteg.access.selectors import access_by_person, actor_for, staff_by_username
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand
from samsteg.core.context import acting, set_context
from samsteg.core.errors import ContextError, Refused
from samsteg.organisation.models import Team
from tests.factories import lead, make_person, make_stay, make_team, officer

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create(username="Prov-Anna")


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create(username="prov-chef")


def hold(
    team: Team, user: User, other: User, first: dt.date, end: dt.date | None, role: Role = Role.COACH
) -> None:
    with acting(lead(team)):
        Membership.objects.create(
            team=team, user=user, role=role, valid_from=first, valid_to=end, granted_by=other
        )


@pytest.mark.parametrize(
    ("first", "end", "expected"),
    [
        (TODAY - DAY, None, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (TODAY - 9 * DAY, TODAY + DAY, True),
        (TODAY - 9 * DAY, TODAY, False),  # ended today: gone today
        (TODAY - 9 * DAY, TODAY - DAY, False),
        (TODAY, TODAY, False),
    ],
)
def test_a_membership_holds_from_its_first_day_up_to_its_end(
    user: User, other: User, first: dt.date, end: dt.date | None, expected: bool
) -> None:
    team = make_team()
    hold(team, user, other, first, end)
    assert (team.pk in actor_for(user).roles) is expected
    set_context(None)
    with acting(lead(team)):
        assert ("prov-anna" in staff_by_username(team.pk)) is expected


def test_asked_for_another_day(user: User, other: User) -> None:
    team = make_team()
    hold(team, user, other, TODAY - 9 * DAY, TODAY - 2 * DAY)
    days = [TODAY - 10 * DAY, TODAY - 9 * DAY, TODAY - 3 * DAY, TODAY - 2 * DAY]
    assert [bool(actor_for(user, on=day).roles) for day in days] == [False, True, True, False]


def test_roles_of_several_teams_are_kept_apart(user: User, other: User) -> None:
    here, there, gone = make_team(), make_team(), make_team()
    hold(here, user, other, TODAY, None, Role.COACH)
    hold(here, user, other, TODAY, None, Role.TEAM_LEAD)
    hold(there, user, other, TODAY, None, Role.COACH)
    hold(gone, user, other, TODAY - DAY, TODAY, Role.TEAM_LEAD)
    hold(there, other, user, TODAY, None, Role.TEAM_LEAD)
    who = actor_for(user)
    assert dict(who.roles) == {here.pk: {"coach", "team_lead"}, there.pk: {"coach"}}
    assert (who.user_id, who.username) == (user.pk, "Prov-Anna")
    with pytest.raises(TypeError):
        who.roles[gone.pk] = frozenset({"coach"})  # type: ignore[index]  # the point: it can't be widened


def test_reading_memberships_opens_no_team(user: User, other: User) -> None:
    team = make_team()
    hold(team, user, other, TODAY, None)
    make_stay(team)
    who = actor_for(user)
    assert team.pk in who.roles
    assert access_by_person(team.pk) == {}
    with pytest.raises(ContextError), acting(who):
        pytest.fail("a nested block opened the team")
    set_context(who)
    with acting(who):
        assert staff_by_username(team.pk) == {"prov-anna": user.pk}


def test_a_stranger_has_no_teams(user: User) -> None:
    make_stay(make_team())
    assert actor_for(user).team_ids == ()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_memberships_are_not_read() -> None:
    with pytest.raises(ContextError):
        actor_for(User.objects.create(username="prov-anna"))


def test_nobody_grants_oneself(user: User, other: User) -> None:
    team = make_team()
    themselves = officer(team, user_id=user.pk)
    for granted_by in (user, None):
        with pytest.raises(IntegrityError, match="granted_by_another"), acting(themselves):
            Membership.objects.create(
                team=team, user=user, role=Role.TEAM_LEAD, valid_from=TODAY, granted_by=granted_by
            )
    with pytest.raises(Refused), acting(themselves):
        grant_membership(actor=themselves, team=team, user=user, role=Role.TEAM_LEAD, valid_from=TODAY)
    with acting(themselves):
        made = grant_membership(actor=themselves, team=team, user=other, role=Role.COACH, valid_from=TODAY)
        again = grant_membership(actor=themselves, team=team, user=other, role=Role.COACH, valid_from=TODAY)
        assert (made.pk, made.granted_by_id) == (again.pk, user.pk)
        assert Membership.objects.count() == 1


def test_a_team_that_is_not_ones_own_takes_no_grant(user: User, other: User) -> None:
    here, there = make_team(), make_team()
    with acting(lead(here)), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        grant_membership(
            actor=officer(there, user_id=other.pk),
            team=there,
            user=user,
            role=Role.COACH,
            valid_from=TODAY,
        )


def test_who_is_responsible_and_since_when_the_team_may_see(user: User) -> None:
    team, elsewhere = make_team(), make_team()
    both, coached, seen, neither = (make_person(team) for _number in range(4))
    foreign = make_person(elsewhere)
    with acting(lead(team, elsewhere)):
        assign_coaches(team=team, coaches={both: user.pk, coached: user.pk, seen: None})
        record_team_consents(team=team, consents={both: TODAY - DAY, seen: TODAY, coached: None})
        assign_coaches(team=elsewhere, coaches={foreign: user.pk})
        found = access_by_person(team.pk)
    assert {pk: (one.coach, one.team_consent_on) for pk, one in found.items()} == {
        both: ("Prov-Anna", TODAY - DAY),
        coached: ("Prov-Anna", None),
        seen: ("", TODAY),
    }
    assert neither not in found


class WhoAmI(ActingCommand):
    def run(self, *, user: User, **options: object) -> None:
        self.seen = user


def test_an_unknown_or_inactive_user_is_refused_on_the_command_line(user: User, other: User) -> None:
    command = WhoAmI()
    call_command(command, username=user.username)
    assert command.seen == user
    User.objects.filter(pk=other.pk).update(is_active=False)
    for name in ("finns-inte", other.username):
        with pytest.raises(CommandError, match=name):
            call_command(command, username=name)
