"""Who gives and ends roles and offices, that the receiver never does, and that an officer is told of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation

from samsteg.access.controller_rules import VALUES, decide_rule, rules_at
from samsteg.access.enums import Office, Role, RuleName, TeamAccess
from samsteg.access.granting import appoint, end_appointment, end_membership, grant_membership
from samsteg.access.models import Appointment, ControllerRule, Membership
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.audit.enums import AlarmKind
from samsteg.audit.models import Alarm
from samsteg.core.actor import Actor
from samsteg.core.context import acting, set_context
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Association, Authority, ControllerDecision, Team
from samsteg.people.models import Person
from tests.factories import coach, lead, make_person, make_team, officer

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create(username="prov-anna")


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create(username="prov-chef")


@pytest.fixture
def board(db: None) -> Authority:
    return Authority.objects.create(name="Provnämnden", kind=AuthorityKind.BOARD)


def administrator(user: User) -> Actor:
    Appointment.objects.get_or_create(
        user=user, office=Office.SYSTEM_ADMIN, defaults={"valid_from": TODAY - DAY}
    )
    return Actor(user_id=user.pk, username=user.username, offices=frozenset({Office.SYSTEM_ADMIN}))


def controlled(team: Team, board: Authority) -> None:
    with acting(lead(team)):
        ControllerDecision.objects.create(team=team, controller=board)


def grant(actor: Actor, team: Team, user: User, **values: Any) -> Membership:
    given = {"role": Role.COACH, "valid_from": TODAY, **values}
    return grant_membership(actor=actor, team=team, user=user, **given)


@pytest.mark.parametrize("who", [lead, coach])
def test_nobody_in_the_team_grants(user: User, other: User, who: Any) -> None:
    team = make_team()
    with acting(who(team)) as actor, pytest.raises(PermissionRefused):
        grant(actor, team, user)


def test_a_grant_tells_the_officer_and_no_one_in_the_team(user: User, other: User) -> None:
    team = make_team()
    with acting(officer(team, user_id=other.pk)) as actor:
        grant(actor, team, user)
        grant(actor, team, user)  # the same again
        (told,) = Alarm.objects.all()
    assert (told.kind, told.subject_id, told.actor_id, told.reason) == (
        AlarmKind.MEMBERSHIP_GRANTED,
        user.pk,
        other.pk,
        "coach",
    )
    with acting(lead(team)):
        assert Alarm.objects.count() == 0
    with acting(officer(make_team())):
        assert Alarm.objects.count() == 0


def test_what_an_alarm_says_stays(user: User, other: User) -> None:
    team = make_team()
    with acting(officer(team, user_id=other.pk)) as actor:
        grant(actor, team, user)
        for statement in ("UPDATE audit_alarm SET reason = 'x'", "DELETE FROM audit_alarm"):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert Alarm.objects.update(seen_by_id=other.pk, seen_at=timezone.now(), outcome="ok") == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"valid_to": TODAY}, "day"),
        ({"valid_to": TODAY - DAY}, "day"),
        ({"role": Role.REPRESENTATIVE}, "authority"),
        ({"role": Role.REFERRER}, "authority"),
        ({"is_acting": True, "valid_to": TODAY + DAY}, "acting"),
        ({"is_acting": True, "role": Role.TEAM_LEAD}, "acting"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(
    user: User, other: User, values: dict[str, Any], message: str
) -> None:
    team = make_team()
    with (
        translation.override("en"),
        acting(officer(team, user_id=other.pk)) as actor,
        pytest.raises(Refused, match=message),
    ):
        grant(actor, team, user, **values)
    with acting(officer(team)):
        assert (Membership.objects.count(), Alarm.objects.count()) == (0, 0)


def test_the_database_says_the_same(user: User, other: User, board: Authority) -> None:
    team = make_team()
    rows: list[tuple[str, dict[str, Any]]] = [
        ("authority", {"role": Role.REFERRER}),
        ("authority", {"role": Role.COACH, "authority": board}),
        ("acting", {"role": Role.TEAM_LEAD, "is_acting": True}),
        ("days", {"role": Role.COACH, "valid_to": TODAY - DAY}),
        ("another", {"role": Role.COACH, "granted_by": user}),
    ]
    with acting(officer(team)):
        for name, values in rows:
            row = {"team": team, "user": user, "valid_from": TODAY, "granted_by": other, **values}
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Membership.objects.create(**row)


def test_one_may_represent_two_authorities(user: User, other: User, board: Authority) -> None:
    second = Authority.objects.create(name="Andra nämnden", kind=AuthorityKind.BOARD)
    team = make_team()
    with acting(officer(team, user_id=other.pk)) as actor:
        for authority in (board, second, board):
            grant(actor, team, user, role=Role.REPRESENTATIVE, authority=authority)
        assert Membership.objects.count() == 2
    set_context(None)
    who = actor_for(user)
    assert dict(who.authorities) == {team.pk: {board.pk, second.pk}}
    assert dict(who.roles) == {team.pk: {"representative"}}


def test_an_acting_lead_leads_until_the_day(user: User, other: User) -> None:
    team = make_team()
    with acting(officer(team, user_id=other.pk)) as actor:
        grant(actor, team, user, role=Role.TEAM_LEAD, is_acting=True, valid_to=TODAY + 7 * DAY)
    found = {ahead: bool(actor_for(user, on=TODAY + ahead * DAY).roles) for ahead in (0, 6, 7)}
    assert found == {0: True, 6: True, 7: False}


def test_an_ended_role_is_gone_with_the_next_request(user: User, other: User) -> None:
    team = make_team()
    with acting(officer(team, user_id=other.pk)) as actor:
        held = grant(actor, team, user, valid_from=TODAY - 9 * DAY)
    assert actor_for(user).team_ids == (team.pk,)
    set_context(None)
    with acting(officer(team, user_id=other.pk)) as actor:
        end_membership(actor=actor, team=team, membership_id=held.pk, ends_on=TODAY)
        assert list(Alarm.objects.values_list("kind", flat=True).order_by("pk")) == [
            AlarmKind.MEMBERSHIP_GRANTED,
            AlarmKind.MEMBERSHIP_ENDED,
        ]
        for _again in range(2):
            with pytest.raises(Refused):
                end_membership(actor=actor, team=team, membership_id=held.pk, ends_on=TODAY)
    set_context(None)
    assert actor_for(user).team_ids == ()


def test_anothers_team_can_t_be_ended(user: User, other: User) -> None:
    here, there = make_team(), make_team()
    with acting(officer(there, user_id=other.pk)) as actor:
        held = grant(actor, there, user)
    with acting(officer(here, user_id=other.pk)) as actor, pytest.raises(Refused):
        end_membership(actor=actor, team=here, membership_id=held.pk, ends_on=TODAY)


def test_steering_and_referrers_open_no_team(user: User, other: User, board: Authority) -> None:
    team = make_team()
    make_person(team)
    with acting(officer(team, user_id=other.pk)) as actor:
        grant(actor, team, user, role=Role.STEERING)
        grant(actor, team, user, role=Role.REFERRER, authority=board)
    set_context(None)
    who = actor_for(user)
    assert who.team_ids == ()
    assert dict(who.outer_roles) == {team.pk: {"steering", "referrer"}}
    set_context(None)
    with acting(who):
        assert Person.objects.count() == 0


def test_an_officer_governs_the_controllers_teams_and_sees_no_person(
    user: User, other: User, board: Authority
) -> None:
    team, elsewhere = make_team(), make_team()
    make_person(team)
    controlled(team, board)
    controlled(elsewhere, Authority.objects.create(name="Andra nämnden", kind=AuthorityKind.BOARD))
    with acting(administrator(other)) as actor:
        appoint(
            actor=actor,
            user=user,
            office=Office.CONTROLLER_OFFICER,
            authority=board,
            valid_from=TODAY,
            decision_number="Prov 7",
        )
    set_context(None)
    who = actor_for(user)
    set_context(None)
    assert (who.governed_ids, who.team_ids, who.offices) == ({team.pk}, (), {"controller_officer"})
    with acting(who):
        assert Person.objects.count() == 0
        assert [told.kind for told in Alarm.objects.all()] == [AlarmKind.OFFICER_APPOINTED]


@pytest.mark.parametrize("values", [{"decision_number": " "}, {"authority": None}])
def test_an_officer_is_appointed_by_decision(
    user: User, other: User, board: Authority, values: dict[str, Any]
) -> None:
    given = {"office": Office.CONTROLLER_OFFICER, "authority": board, "decision_number": "Prov 7", **values}
    with acting(administrator(other)) as actor, pytest.raises(Refused):
        appoint(actor=actor, user=user, valid_from=TODAY, **given)
    assert not Appointment.objects.filter(user=user).exists()


def test_who_appoints(user: User, other: User, board: Authority) -> None:
    """A system administrator, or an officer of the same controller; nobody oneself."""
    third = User.objects.create(username="prov-tredje")
    new: dict[str, Any] = {
        "office": Office.CONTROLLER_OFFICER,
        "authority": board,
        "valid_from": TODAY,
        "decision_number": "Prov 7",
    }
    first = administrator(other)
    with acting(first):
        with pytest.raises(Refused):
            appoint(actor=first, user=other, **new)
        held = appoint(actor=first, user=user, **new)
    team = make_team()
    plain = officer(team, user_id=third.pk)  # of some other controller
    with acting(plain), pytest.raises(PermissionRefused):
        appoint(actor=plain, user=other, **new)
    set_context(None)
    second = actor_for(user)
    set_context(second)
    with acting(second):
        appoint(actor=second, user=third, **new)
        with pytest.raises(PermissionRefused):
            appoint(actor=second, user=third, office=Office.SYSTEM_ADMIN, valid_from=TODAY)
        end_appointment(actor=second, appointment=held, ends_on=TODAY)
    set_context(None)
    assert actor_for(user).offices == frozenset()


def test_offices_stand_where_they_belong(user: User, other: User, board: Authority) -> None:
    association = Association.objects.create(name="Provförbundet")
    wrong = [
        {"office": Office.SYSTEM_ADMIN, "authority": board},
        {"office": Office.STEERING},
        {"office": Office.ASSOCIATION_ADMIN, "authority": board},
        {"office": Office.CONTROLLER_OFFICER, "association": association, "decision_number": "1"},
        {"office": Office.CONTROLLER_OFFICER, "authority": board},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(user=user, granted_by=other, valid_from=TODAY, **values)


def test_rules_without_a_decision_open_least(db: None) -> None:
    team = make_team()
    with acting(officer(team)):
        assert rules_at(team.pk) == {name: values[0] for name, values in VALUES.items()}
    assert set(VALUES) == set(RuleName)


def test_a_rule_holds_from_its_day_and_the_newest_wins(other: User) -> None:
    team, elsewhere = make_team(), make_team()
    with acting(officer(team, elsewhere, user_id=other.pk)) as actor:
        for value, day in (
            (TeamAccess.WHOLE_TEAM, TODAY - 10 * DAY),
            (TeamAccess.ASSIGNED_ONLY, TODAY - 5 * DAY),
            (TeamAccess.WITH_TEAM_CONSENT, TODAY + DAY),
            (TeamAccess.WHOLE_TEAM, TODAY - 20 * DAY),
        ):
            decide_rule(
                actor=actor,
                team=team,
                name=RuleName.TEAM_ACCESS,
                value=value,
                valid_from=day,
                decision_number="Prov 8",
            )
        days = {-15: "whole_team", -6: "whole_team", -5: "assigned_only", 0: "assigned_only"}
        days[1] = "with_team_consent"
        found = {ahead: rules_at(team.pk, TODAY + ahead * DAY)[RuleName.TEAM_ACCESS] for ahead in days}
        assert found == days
        assert rules_at(elsewhere.pk)[RuleName.TEAM_ACCESS] == "with_team_consent"


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [("team_access", "everybody", "1"), ("nonsense", "on", "1"), ("team_access", "whole_team", "  ")],
)
def test_a_decision_without_sense_or_number_is_refused(
    other: User, name: str, value: str, number: str
) -> None:
    team = make_team()
    with acting(officer(team, user_id=other.pk)) as actor, pytest.raises(Refused):
        decide_rule(actor=actor, team=team, name=name, value=value, valid_from=TODAY, decision_number=number)
    with acting(officer(team)):
        assert ControllerRule.objects.count() == 0


def test_the_team_decides_nothing_itself(other: User) -> None:
    team = make_team()
    with acting(lead(team)) as actor, pytest.raises(PermissionRefused):
        decide_rule(
            actor=actor,
            team=team,
            name=RuleName.TEAM_ACCESS,
            value=TeamAccess.WHOLE_TEAM,
            valid_from=TODAY,
            decision_number="1",
        )


def test_the_actor_knows_what_the_controller_decided(user: User, other: User) -> None:
    team = make_team()
    with acting(officer(team, user_id=other.pk)) as actor:
        grant(actor, team, user)
        for value, ahead in ((TeamAccess.WHOLE_TEAM, 0), (TeamAccess.ASSIGNED_ONLY, 1)):
            decide_rule(
                actor=actor,
                team=team,
                name=RuleName.TEAM_ACCESS,
                value=value,
                valid_from=TODAY + ahead * DAY,
                decision_number="Prov 9",
            )
    set_context(None)
    assert dict(actor_for(user).team_access) == {team.pk: "whole_team"}
    assert dict(actor_for(user, on=TODAY + DAY).team_access) == {team.pk: "assigned_only"}
