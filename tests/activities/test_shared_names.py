"""First names across teams: by consent alone, asked as the other team's role, logged with the person's own team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.db import connection
from django.utils import timezone, translation

from samsteg.access.enums import ProtectionLevel, Role, TeamAccess
from samsteg.access.protection import set_protection
from samsteg.activities.members import put_in
from samsteg.activities.models import Group, GroupMembership, GroupShare, NameConsent
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.services import end_share, share_group
from samsteg.activities.shared_names.records import FromOthers, NameSaid
from samsteg.activities.shared_names.selectors import from_others, names_told, sharings_of
from samsteg.activities.shared_names.services import share_name, take_back_name
from samsteg.audit.models import ReadEntry
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import PersonName, save_name
from tests.activities.makers import make_group, whole
from tests.factories import make_stay, make_team
from tests.web.users import join, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SAID = NameSaid(signed_on=TODAY, form="paper")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Shared:
    """A group that `host` holds with `guest`; Kim and Alex are the host's, with a coach of each team."""

    group: Group
    host: Team
    guest: Team
    ours: Actor
    theirs: Actor
    kim: Stay
    alex: Stay

    def say_yes(self) -> NameConsent:
        with acting(self.ours):
            return share_name(
                actor=self.ours,
                team=self.host,
                person_id=self.kim.person_id,
                group_id=self.group.pk,
                to_team_id=self.guest.pk,
                said=SAID,
            )

    def seen(self, actor: Actor | None = None) -> tuple[FromOthers, ...]:
        asking = actor or self.theirs
        with acting(asking):
            return from_others(asking, self.guest, self.group.pk, TODAY)


def staff(team: Team, name: str) -> Actor:
    user = make_user(name, team)
    return replace(whole(team), user_id=user.pk, username=user.username)


@pytest.fixture
def shared() -> Shared:
    host, guest = make_team(), make_team()
    ours, theirs = staff(host, "egen"), staff(guest, "granne")
    kim, alex = (make_stay(host, enrolled_on=TODAY - dt.timedelta(days=9)) for _one in range(2))
    with acting(ours):
        group = make_group(ours, host)
        share_group(actor=ours, team=host, group_id=group.pk, partner_id=guest.pk)
        for stay, first in ((kim, "Kim"), (alex, "Alex")):
            save_name(team=host, person_id=stay.person_id, name=PersonName(first, "Hemligsson"))
            put_in(actor=ours, team=host, group_id=group.pk, person_id=stay.person_id, joined_on=TODAY)
    return Shared(group, host, guest, ours, theirs, kim, alex)


def test_without_a_consent_there_is_a_number_and_nothing_is_logged(shared: Shared) -> None:
    assert shared.seen() == (FromOthers(shared.host.name, (), 2),)
    with acting(shared.ours):
        assert not ReadEntry.objects.filter(team_id=shared.host.pk, place="page:shared-names").exists()


def test_a_consent_tells_the_first_name_alone_until_it_is_taken_back(shared: Shared) -> None:
    row = shared.say_yes()
    assert shared.say_yes().pk == row.pk
    assert shared.seen() == (FromOthers(shared.host.name, ("Kim",), 1),)
    with acting(shared.ours):
        told = ReadEntry.objects.filter(team_id=shared.host.pk, place="page:shared-names")
        assert [(one.person_id, one.actor_id, one.kind) for one in told] == [
            (shared.kim.person_id, shared.theirs.user_id, "list")
        ]
        assert [one.to_team for one in names_told(shared.host, shared.kim.person_id)] == [shared.guest.name]
        by = {"actor": shared.ours, "team": shared.host, "person_id": shared.kim.person_id}
        for _time in range(2):
            take_back_name(**by, consent_id=row.pk)
        assert names_told(shared.host, shared.kim.person_id) == []
    assert shared.seen() == (FromOthers(shared.host.name, (), 2),)


def test_the_other_teams_role_reads_none_of_the_tables(shared: Shared) -> None:
    """The function is the whole opening: SQL as the app's user, in the other team's context."""
    shared.say_yes()
    with acting(shared.theirs), connection.cursor() as cursor:
        for table in (
            "activities_nameconsent",
            "activities_groupmembership",
            "people_identity",
            "people_person",
        ):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE team_id = %s", [shared.host.pk])
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT has_function_privilege('public', 'samsteg_shared_names(int, bigint, date)', 'EXECUTE')"
        )
        assert cursor.fetchone() == (False,)


def rows_for(actor: Actor, team_id: int, group_id: int) -> int:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM samsteg_shared_names(%s, %s, %s)", [team_id, group_id, TODAY])
        (count,) = cursor.fetchone()
    return int(count)


def test_who_may_not_ask_gets_nothing_from_the_function_itself(shared: Shared) -> None:
    shared.say_yes()
    other = make_team()
    stranger, nobody = staff(other, "frammande"), replace(shared.theirs, user_id=shared.ours.user_id)
    steering = make_user("styr")
    join(shared.guest, steering, Role.STEERING)
    assert rows_for(shared.theirs, shared.guest.pk, shared.group.pk) == 2
    assert rows_for(stranger, other.pk, shared.group.pk) == 0  # the group isn't shared with its team
    assert rows_for(stranger, shared.guest.pk, shared.group.pk) == 0  # asks as a team that isn't its own
    assert rows_for(nobody, shared.guest.pk, shared.group.pk) == 0  # has no role in the asking team
    assert rows_for(replace(shared.theirs, user_id=steering.pk), shared.guest.pk, shared.group.pk) == 0
    reader = replace(shared.theirs, roles={shared.guest.pk: frozenset({Role.REPRESENTATIVE.value})})
    with acting(reader), pytest.raises(PermissionRefused):
        from_others(reader, shared.guest, shared.group.pk, TODAY)


def test_a_consent_is_for_one_team_one_group_and_a_year(shared: Shared) -> None:
    row = shared.say_yes()
    third = make_team()
    of_third = staff(third, "tredje")
    with acting(shared.ours):
        share_group(actor=shared.ours, team=shared.host, group_id=shared.group.pk, partner_id=third.pk)
        another = make_group(shared.ours, shared.host, "Andra gruppen")
        share_group(actor=shared.ours, team=shared.host, group_id=another.pk, partner_id=shared.guest.pk)
        put_in(
            actor=shared.ours,
            team=shared.host,
            group_id=another.pk,
            person_id=shared.kim.person_id,
            joined_on=TODAY,
        )
    with acting(of_third):
        assert from_others(of_third, third, shared.group.pk, TODAY) == (FromOthers(shared.host.name, (), 2),)
    with acting(shared.theirs):
        assert from_others(shared.theirs, shared.guest, another.pk, TODAY) == (
            FromOthers(shared.host.name, (), 1),
        )
    with acting(shared.ours):
        past = TODAY - dt.timedelta(days=400)
        NameConsent.objects.filter(pk=row.pk).update(signed_on=past, valid_to=TODAY)
    assert shared.seen() == (FromOthers(shared.host.name, (), 2),)


def test_a_protected_person_is_neither_named_nor_counted(shared: Shared) -> None:
    shared.say_yes()
    with acting(shared.ours):
        set_protection(
            actor=replace(shared.ours, roles={shared.host.pk: frozenset({Role.TEAM_LEAD.value})}),
            team=shared.host,
            person_id=shared.kim.person_id,
            level=ProtectionLevel.MARKED,
        )
    assert shared.seen() == (FromOthers(shared.host.name, (), 1),)
    with acting(shared.ours), pytest.raises((GroupRefused, NotVisible)):
        share_name(
            actor=shared.ours,
            team=shared.host,
            person_id=shared.kim.person_id,
            group_id=shared.group.pk,
            to_team_id=shared.guest.pk,
            said=SAID,
        )


def test_when_the_sharing_or_the_stay_ends_so_does_the_telling(shared: Shared) -> None:
    shared.say_yes()
    with acting(shared.ours):
        Stay.objects.filter(pk=shared.kim.pk).update(
            exited_on=TODAY - dt.timedelta(days=1), exit_reason="work"
        )
    assert shared.seen() == (FromOthers(shared.host.name, (), 1),)
    with acting(shared.ours):
        share_id = GroupShare.objects.get(group=shared.group, ended_on__isnull=True).pk
        end_share(actor=shared.ours, team=shared.host, share_id=share_id)
    assert shared.seen() == ()


def test_it_works_the_other_way_too(shared: Shared) -> None:
    """The guest's own participant, whose name the host's staff may know."""
    robin = make_stay(shared.guest, enrolled_on=TODAY - dt.timedelta(days=9))
    with acting(shared.theirs):
        save_name(team=shared.guest, person_id=robin.person_id, name=PersonName("Robin", "Hemligsson"))
        by = {"actor": shared.theirs, "team": shared.guest, "person_id": robin.person_id}
        put_in(**by, group_id=shared.group.pk, joined_on=TODAY)
        assert [one.to_team for one in sharings_of(shared.guest, robin.person_id)] == [shared.host.name]
        share_name(**by, group_id=shared.group.pk, to_team_id=shared.host.pk, said=SAID)
    with acting(shared.ours):
        found = from_others(shared.ours, shared.host, shared.group.pk, TODAY)
    assert found == (FromOthers(shared.guest.name, ("Robin",), 0),)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"form": "noted"}, "form"),
        ({"form": "oral"}, "form_note"),
        ({"signed_on": TODAY + dt.timedelta(days=1)}, "signed_on"),
        ({"signed_on": TODAY - dt.timedelta(days=366)}, "signed_on"),
    ],
)
def test_what_must_be_said(shared: Shared, changed: dict[str, object], field: str) -> None:
    said = replace(SAID, **changed)  # type: ignore[arg-type]
    by = {"actor": shared.ours, "team": shared.host, "person_id": shared.kim.person_id}
    with acting(shared.ours), pytest.raises(GroupRefused) as refused:
        share_name(**by, group_id=shared.group.pk, to_team_id=shared.guest.pk, said=said)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_only_for_who_is_there_and_for_a_team_that_the_group_is_held_with(shared: Shared) -> None:
    other = make_team()
    by = {"actor": shared.ours, "team": shared.host}
    with acting(shared.ours):
        for person_id, to_team in ((shared.kim.person_id, other.pk), (make_stay(shared.host).person_id, 0)):
            with pytest.raises(NotVisible):
                share_name(
                    **by,  # type: ignore[arg-type]
                    person_id=person_id,
                    group_id=shared.group.pk,
                    to_team_id=to_team or shared.guest.pk,
                    said=SAID,
                )
        unseen = replace(shared.ours, team_access={shared.host.pk: TeamAccess.ASSIGNED_ONLY.value})
    with acting(unseen), pytest.raises(NotVisible):
        share_name(
            actor=unseen,
            team=shared.host,
            person_id=shared.kim.person_id,
            group_id=shared.group.pk,
            to_team_id=shared.guest.pk,
            said=SAID,
        )
    assert GroupMembership.objects.count() == 0  # outside a context nobody reads anything
