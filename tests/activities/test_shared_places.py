"""Places in a group that teams hold together: all teams' participants fill them; only a number crosses the fence."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.activities.members import put_in, take_out
from samsteg.activities.models import Group, GroupMembership, GroupShare
from samsteg.activities.places import others_in_each, places_of_others, places_taken
from samsteg.activities.refusing import NeedsTick
from samsteg.activities.selectors import groups_in_short
from samsteg.activities.services import end_share
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from tests.activities.makers import make_group
from tests.activities.test_shared_names import TODAY, Shared, in_english, shared, staff
from tests.factories import make_stay, make_team
from tests.web.users import client_of, join, make_user

__all__ = ["in_english", "shared"]
pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def asked(actor: Actor, team_id: int, group_id: int, day: dt.date = TODAY) -> int | None:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT samsteg_places_of_others(%s, %s, %s)", [team_id, group_id, day])
        (count,) = cursor.fetchone()
    return count if count is None else int(count)


def limited(shared: Shared, places: int) -> Group:
    with acting(shared.ours):
        Group.objects.filter(pk=shared.group.pk).update(capacity=places)
        return Group.objects.get(pk=shared.group.pk)


def test_the_other_team_can_not_fill_what_is_full(shared: Shared) -> None:
    limited(shared, 3)
    robin, kit = (make_stay(shared.guest, enrolled_on=TODAY - 9 * DAY) for _one in range(2))
    with acting(shared.theirs):
        of_guest = {"actor": shared.theirs, "team": shared.guest, "group_id": shared.group.pk}
        put_in(**of_guest, person_id=robin.person_id, joined_on=TODAY)  # type: ignore[arg-type]
        with pytest.raises(NeedsTick, match="All 3 places"):
            put_in(**of_guest, person_id=kit.person_id, joined_on=TODAY)  # type: ignore[arg-type]
        put_in(**of_guest, person_id=kit.person_id, joined_on=TODAY, over_capacity=True)  # type: ignore[arg-type]
        assert GroupMembership.objects.current().count() == 2  # only the own rows are there to read
    more = make_stay(shared.host, enrolled_on=TODAY - 9 * DAY)
    with acting(shared.ours), pytest.raises(NeedsTick):
        put_in(
            actor=shared.ours,
            team=shared.host,
            group_id=shared.group.pk,
            person_id=more.person_id,
            joined_on=TODAY,
        )


def test_both_sides_count_the_same_and_whoever_leaves_frees_a_place(shared: Shared) -> None:
    group = limited(shared, 5)
    robin = make_stay(shared.guest, enrolled_on=TODAY - 9 * DAY)
    with acting(shared.theirs):
        held = put_in(
            actor=shared.theirs,
            team=shared.guest,
            group_id=group.pk,
            person_id=robin.person_id,
            joined_on=TODAY,
        )
        assert (places_taken(shared.guest, group, TODAY), places_of_others(shared.guest, group, TODAY)) == (
            3,
            2,
        )
    with acting(shared.ours):
        assert (places_taken(shared.host, group, TODAY), places_of_others(shared.host, group, TODAY)) == (
            3,
            1,
        )
        assert places_taken(shared.host, group, TODAY - DAY) == 0
    with acting(shared.theirs):
        take_out(
            actor=shared.theirs,
            team=shared.guest,
            series=held.series,
            left_on=TODAY + DAY,
            reason="own_wish",
        )
    with acting(shared.ours):
        assert places_taken(shared.host, group, TODAY + DAY) == 2


def test_who_may_not_ask_gets_no_number(shared: Shared) -> None:
    group_id = shared.group.pk
    other = make_team()
    stranger, nobody = staff(other, "frammande"), replace(shared.theirs, user_id=shared.ours.user_id)
    steering = make_user("styr")
    join(shared.guest, steering, Role.STEERING)
    assert asked(shared.theirs, shared.guest.pk, group_id) == 2
    assert asked(stranger, other.pk, group_id) is None
    assert asked(stranger, shared.guest.pk, group_id) is None
    assert asked(nobody, shared.guest.pk, group_id) is None
    assert asked(replace(shared.theirs, user_id=steering.pk), shared.guest.pk, group_id) is None
    assert asked(shared.theirs, shared.guest.pk, 0) is None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege('public', 'samsteg_places_of_others(int, bigint, date)', 'EXECUTE')"
        )
        assert cursor.fetchone() == (False,)


def test_a_protected_person_is_in_no_number_and_an_ended_share_gives_none(shared: Shared) -> None:
    with acting(shared.ours):
        set_protection(
            actor=replace(shared.ours, roles={shared.host.pk: frozenset({Role.TEAM_LEAD.value})}),
            team=shared.host,
            person_id=shared.kim.person_id,
            level=ProtectionLevel.MARKED,
        )
    assert asked(shared.theirs, shared.guest.pk, shared.group.pk) == 1
    with acting(shared.ours):
        share_id = GroupShare.objects.get(group=shared.group, ended_on__isnull=True).pk
        end_share(actor=shared.ours, team=shared.host, share_id=share_id)
    assert asked(shared.theirs, shared.guest.pk, shared.group.pk) is None


def test_the_groups_page_tells_the_places_that_others_take(shared: Shared) -> None:
    limited(shared, 5)
    client = client_of(make_user("grannens", shared.guest))
    page = client.get(reverse("group", args=[shared.guest.slug, shared.group.pk])).content.decode()
    assert "Participants of other teams take 2 of the 5 places." in " ".join(page.split())
    assert "Hemligsson" not in page
    assert '<span class="s-count">2 / 5</span>' in page
    listed = client.get(reverse("groups", args=[shared.guest.slug])).content.decode()
    assert "2 of 5, of them 2 of other teams" in " ".join(listed.split())


def test_the_list_tells_all_places_and_how_many_are_others(shared: Shared) -> None:
    limited(shared, 5)
    make_group_alone(shared)
    robin = make_stay(shared.guest, enrolled_on=TODAY - 9 * DAY)
    of_guest: dict[str, Any] = {"actor": shared.theirs, "team": shared.guest, "group_id": shared.group.pk}
    with acting(shared.theirs):
        put_in(**of_guest, person_id=robin.person_id, joined_on=TODAY)
    with acting(shared.ours):
        found = groups_in_short(shared.ours, shared.host)
        alone = next(one for one in found.groups if one.pk != shared.group.pk)
        assert found.others == {shared.group.pk: 1}
        assert (found.taken(shared.group.pk), found.taken(alone.pk)) == (3, 0)
        assert others_in_each(shared.host, [alone.pk], TODAY) == {alone.pk: 0}
    client = client_of(make_user("egnas", shared.host))
    listed = client.get(reverse("groups", args=[shared.host.slug])).content.decode()
    assert "3 of 5, of them 1 of other teams" in " ".join(listed.split())
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("groups_excel", args=[shared.host.slug])).content)
    )
    rows = {row[0]: row[3:] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert rows["Skogsgruppen"] == (3, 1) and rows["Ensam"] == (0, None)
    assert client.get(reverse("groups", args=[shared.host.slug]) + "?ordna=members").status_code == 200


def make_group_alone(shared: Shared) -> None:
    with acting(shared.ours):
        make_group(shared.ours, shared.host, "Ensam")


def test_who_comes_later_of_the_other_team_takes_a_place_from_then(shared: Shared) -> None:
    limited(shared, 3)  # two are in it
    robin = make_stay(shared.guest, enrolled_on=TODAY - 9 * DAY)
    with acting(shared.theirs):
        of_guest = {"actor": shared.theirs, "team": shared.guest, "group_id": shared.group.pk}
        put_in(**of_guest, person_id=robin.person_id, joined_on=TODAY + 7 * DAY)  # type: ignore[arg-type]
    more = make_stay(shared.host, enrolled_on=TODAY - 9 * DAY)
    with acting(shared.ours), pytest.raises(NeedsTick, match=f"are taken from {TODAY + 7 * DAY}"):
        put_in(
            actor=shared.ours,
            team=shared.host,
            group_id=shared.group.pk,
            person_id=more.person_id,
            joined_on=TODAY,
        )
