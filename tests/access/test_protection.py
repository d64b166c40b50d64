"""Protected identity: in no list, opened by named staff alone, each change told to the controller's officer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import Ground, ProtectionLevel, ProtectionRule, Role, RuleName, TeamAccess
from samsteg.access.models import NamedStaff, Protection
from samsteg.access.protection import (
    count_unregistered,
    counts_of,
    end_naming,
    end_protection,
    name_staff,
    note_protected_reads,
    rule_of,
    set_protection,
    take_back_count,
)
from samsteg.access.selectors import grounds_for
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.audit.models import Alarm
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.one_person import person_record
from samsteg.participants.selectors import ListQuery, list_participants
from tests.factories import make_stay, make_team, officer
from tests.web.users import make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(team, own_id="K-1")


def actor_of(user: User, team: Team, role: Role = Role.TEAM_LEAD) -> Actor:
    return Actor(
        user_id=user.pk,
        username=user.username,
        roles={team.pk: frozenset({role.value})},
        team_access={team.pk: TeamAccess.WHOLE_TEAM.value},
    )


@pytest.fixture
def head(team: Team) -> Actor:
    """Sees the whole team by the controller's decision."""
    return actor_of(make_user("ledare", team, Role.TEAM_LEAD), team)


@pytest.fixture
def head_officer(team: Team) -> Actor:
    return officer(team, user_id=User.objects.create(username="ansvarig").pk)


def protect(head: Actor, stay: Stay, level: ProtectionLevel = ProtectionLevel.MARKED) -> None:
    with acting(head):
        set_protection(actor=head, team=stay.team, person_id=stay.person_id, level=level)


def alarms(head_officer: Actor) -> list[tuple[str, int | None, str]]:
    with acting(head_officer):
        rows = Alarm.objects.exclude(kind="membership_granted").order_by("pk")
        return list(rows.values_list("kind", "person_id", "reason"))


def seen(actor: Actor, team: Team) -> set[str]:
    with acting(actor):
        return set(Stay.objects.visible_to(actor).values_list("own_id", flat=True))


def opened(actor: Actor, team: Team) -> set[str]:
    with acting(actor):
        return set(Stay.objects.open_to(actor).values_list("own_id", flat=True))


def test_a_level_takes_the_person_out_of_everything_at_once(
    team: Team, stay: Stay, head: Actor, head_officer: Actor
) -> None:
    other = make_stay(team, own_id="K-2")
    assert seen(head, team) == opened(head, team) == {"K-1", "K-2"}
    protect(head, stay)
    assert seen(head, team) == opened(head, team) == {"K-2"}
    with acting(head):
        with pytest.raises(NotVisible):
            person_record(actor=head, team=team, person_id=stay.person_id)
        found = list_participants(actor=head, team=team, query=ListQuery(search="K-"))
        assert [row.person_id for row in found.rows] == [other.person_id]
        assert (found.counts["all"], found.hidden_count) == (1, 0)
    assert alarms(head_officer) == [("protection_changed", stay.person_id, "marked")]


@pytest.mark.parametrize("ground", ["coach", "consent", "nobody", "whole team"])
def test_no_ground_opens_a_protected_person(team: Team, stay: Stay, head: Actor, ground: str) -> None:
    with acting(head):
        if ground == "coach":
            assign_coaches(team=team, coaches={stay.person_id: head.user_id})
        if ground == "consent":
            record_team_consents(team=team, consents={stay.person_id: TODAY})
    reader = replace(head, team_access={} if ground != "whole team" else head.team_access)
    assert opened(reader, team) == {"K-1"}
    protect(head, stay)
    assert opened(reader, team) == set()
    with acting(reader):
        assert grounds_for(reader, team.pk, stay.person_id) == ()


def test_named_staff_open_the_page_and_see_it_in_no_list(
    team: Team, stay: Stay, head: Actor, head_officer: Actor
) -> None:
    named = actor_of(make_user("namngiven", team), team, Role.COACH)
    protect(head, stay)
    with acting(head_officer):
        name_staff(actor=head_officer, team=team, person_id=stay.person_id, user_id=named.user_id)
        name_staff(actor=head_officer, team=team, person_id=stay.person_id, user_id=named.user_id)
        assert NamedStaff.objects.count() == 1
    assert opened(named, team) == {"K-1"}
    assert seen(named, team) == set()
    assert opened(head, team) == set()
    with acting(named):
        assert grounds_for(named, team.pk, stay.person_id) == (Ground.NAMED,)
        assert person_record(actor=named, team=team, person_id=stay.person_id).protection is not None
        assert list_participants(actor=named, team=team, query=ListQuery()).rows == ()
        note_protected_reads(actor=named, team_id=team.pk, person_ids=[stay.person_id, 0], place="prov")
    with acting(head_officer):
        end_naming(actor=head_officer, team=team, naming_id=NamedStaff.objects.get().pk)
    assert opened(named, team) == set()
    told = [(kind, reason) for kind, _person, reason in alarms(head_officer)]
    assert told[1:] == [
        ("protected_named", "named"),
        ("protected_read", "prov"),
        ("protected_named", "ended"),
    ]


def test_a_naming_ends_by_itself(team: Team, stay: Stay, head: Actor, head_officer: Actor) -> None:
    named = actor_of(make_user("namngiven", team), team, Role.COACH)
    protect(head, stay)
    with acting(head_officer):
        row = name_staff(
            actor=head_officer,
            team=team,
            person_id=stay.person_id,
            user_id=named.user_id,
            valid_to=TODAY + dt.timedelta(days=1),
        )
    assert opened(named, team) == {"K-1"}
    with acting(head_officer):
        NamedStaff.objects.filter(pk=row.pk).update(valid_from=TODAY - dt.timedelta(days=9), valid_to=TODAY)
    assert opened(named, team) == set()


def test_who_was_named_keeps_nothing_without_a_role(
    team: Team, stay: Stay, head: Actor, head_officer: Actor
) -> None:
    named = actor_of(make_user("namngiven", team), team, Role.COACH)
    protect(head, stay)
    with acting(head_officer):
        name_staff(actor=head_officer, team=team, person_id=stay.person_id, user_id=named.user_id)
    assert opened(replace(named, roles={team.pk: frozenset({Role.REPRESENTATIVE.value})}), team) == set()
    assert opened(replace(named, roles={}), team) == set()


def test_an_ended_level_gives_the_person_back_and_forgets_who_was_named(
    team: Team, stay: Stay, head: Actor, head_officer: Actor
) -> None:
    named = actor_of(make_user("namngiven", team), team, Role.TEAM_LEAD)
    protect(head, stay)
    far = TODAY + dt.timedelta(days=90)
    with acting(head_officer):
        name_staff(
            actor=head_officer, team=team, person_id=stay.person_id, user_id=named.user_id, valid_to=far
        )
    with acting(named):
        end_protection(actor=named, team=team, person_id=stay.person_id)
    assert seen(head, team) == {"K-1"}
    protect(head, stay, ProtectionLevel.ASSUMED)
    assert opened(named, team) == set()
    assert alarms(head_officer)[2][2] == "ended"


def test_another_level_follows_the_one_before(team: Team, stay: Stay, head: Actor) -> None:
    for level in (ProtectionLevel.MARKED, ProtectionLevel.MARKED, ProtectionLevel.REGISTRATION):
        protect(head, stay, level)
    with acting(head):
        rows = Protection.objects.order_by("pk").values_list("level", "valid_to")
        assert list(rows) == [("marked", TODAY), ("registration", None)]


def test_only_the_right_role_may(team: Team, stay: Stay, head: Actor, head_officer: Actor) -> None:
    coach = actor_of(make_user("handledare", team), team, Role.COACH)
    protect(head, stay)
    with acting(coach):
        for level in ProtectionLevel:
            with pytest.raises(PermissionRefused):
                set_protection(actor=coach, team=team, person_id=stay.person_id, level=level)
        with pytest.raises(PermissionRefused):
            end_protection(actor=coach, team=team, person_id=stay.person_id)
        with pytest.raises(PermissionRefused):
            count_unregistered(actor=coach, team=team, year=2025, sex="men")
    with acting(head), pytest.raises(PermissionRefused):
        name_staff(actor=head, team=team, person_id=stay.person_id, user_id=coach.user_id)


def test_what_the_officer_may_not_name(team: Team, stay: Stay, head: Actor, head_officer: Actor) -> None:
    outsider = User.objects.create(username="utomstaende")
    worker = make_user("handledare", team)
    with (
        acting(head_officer),
        translation.override("en"),
        pytest.raises(Refused, match="no protected identity any more"),
    ):
        name_staff(actor=head_officer, team=team, person_id=stay.person_id, user_id=worker.pk)
    protect(head, stay)
    with acting(head_officer), translation.override("en"):
        for user_id, day, words in (
            (head_officer.user_id, None, "Nobody names oneself"),
            (outsider.pk, None, "Choose somebody who is a coach or lead"),
            (worker.pk, TODAY, "The last day has been"),
        ):
            with pytest.raises(Refused, match=words):
                name_staff(
                    actor=head_officer, team=team, person_id=stay.person_id, user_id=user_id, valid_to=day
                )
        with pytest.raises(IntegrityError), transaction.atomic():
            NamedStaff.objects.create(
                team=team, person_id=stay.person_id, user=worker, granted_by=worker, valid_from=TODAY
            )


def test_the_officer_reads_who_is_protected_and_nothing_about_them(
    team: Team, stay: Stay, head: Actor, head_officer: Actor
) -> None:
    protect(head, stay)
    with acting(head_officer):
        assert Protection.objects.get().person_id == stay.person_id
        with connection.cursor() as cursor:
            for table in ("people_person", "people_persondetail", "participants_stay", "people_identity"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), table


def test_those_not_registered_are_counted_by_sex_and_year(team: Team, head: Actor) -> None:
    with acting(head), translation.override("en"):
        first = count_unregistered(actor=head, team=team, year=2025, sex="women")
        count_unregistered(actor=head, team=team, year=TODAY.year, sex="men")
        take_back_count(actor=head, team=team, count_id=first.pk)
        assert [(one.year, one.sex, one.recorded_by_id) for one in counts_of(team.pk)] == [
            (TODAY.year, "men", head.user_id)
        ]
        with pytest.raises(Refused, match="already been taken back"):
            take_back_count(actor=head, team=team, count_id=first.pk)
        for year, sex in ((TODAY.year + 1, "men"), (1999, "men"), (2025, "nobody")):
            with pytest.raises(Refused):
                count_unregistered(actor=head, team=team, year=year, sex=sex)


def test_the_rule_is_the_careful_one_until_decided(team: Team, head_officer: Actor) -> None:
    with acting(head_officer):
        assert rule_of(team.pk) is ProtectionRule.NOT_HERE
        decide_rule(
            actor=head_officer,
            team=team,
            name=RuleName.PROTECTED_IDENTITY,
            value=ProtectionRule.NAMED_STAFF,
            valid_from=TODAY,
            decision_number="SN 2026-1",
        )
        assert rule_of(team.pk) is ProtectionRule.NAMED_STAFF


@settings(max_examples=15, deadline=None)
@given(protected=st.sets(st.integers(0, 4)), named=st.sets(st.integers(0, 4)))
def test_a_protected_person_is_opened_by_the_named_alone(protected: set[int], named: set[int]) -> None:
    """For any of five persons: listed when unprotected, opened when unprotected or named."""
    with transaction.atomic():
        team = make_team()
        user = User.objects.create(username=f"prov-{team.pk}")
        granter = User.objects.create(username=f"ansvarig-{team.pk}")
        reader = actor_of(user, team)
        stays = [make_stay(team, own_id=f"P-{number}") for number in range(5)]
        with acting(reader):
            for number in protected:
                Protection.objects.create(
                    team=team,
                    person_id=stays[number].person_id,
                    level="marked",
                    valid_from=TODAY,
                    set_by=user,
                )
            for number in named:
                NamedStaff.objects.create(
                    team=team,
                    person_id=stays[number].person_id,
                    user=user,
                    granted_by=granter,
                    valid_from=TODAY,
                )
        everybody = set(range(5))
        assert seen(reader, team) == {f"P-{number}" for number in everybody - protected}
        assert opened(reader, team) == {
            f"P-{number}" for number in (everybody - protected) | (protected & named)
        }
        transaction.set_rollback(True)
