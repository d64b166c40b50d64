"""Two teams take the last place of a group in the same moment, each with its own connection."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from django.db import connection, connections, transaction

from samsteg.activities import members
from samsteg.activities.models import Group, GroupMembership
from samsteg.activities.places import first_full_day, places_taken
from samsteg.activities.refusing import GroupRefused, NeedsTick
from samsteg.core.context import acting
from tests.activities.test_shared_names import TODAY, Shared, in_english, shared
from tests.factories import make_stay

__all__ = ["in_english", "shared"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("back", [False, True])
def test_only_one_of_two_teams_gets_the_last_place(
    shared: Shared, monkeypatch: pytest.MonkeyPatch, back: bool
) -> None:
    """`back`: the host's participant had left, and is put back."""
    with acting(shared.ours):
        Group.objects.filter(pk=shared.group.pk).update(capacity=3)  # two are in it
    sides = [
        (actor, team, make_stay(team).person_id)
        for actor, team in ((shared.ours, shared.host), (shared.theirs, shared.guest))
    ]
    gone = _gone(shared, sides[0][2]) if back else None
    both_here = threading.Barrier(2)
    waited: list[int] = []

    def counted(*asked: Any) -> dt.date | None:
        """Both would count before either has saved, if nothing held one of them back."""
        full = first_full_day(*asked)
        try:
            both_here.wait(timeout=2)
        except threading.BrokenBarrierError:
            waited.append(1)
        return full

    monkeypatch.setattr(members, "first_full_day", counted)
    answers: list[str] = []

    def put(side: Any) -> None:
        actor, team, person_id = side
        try:
            with transaction.atomic(), acting(actor):
                of_team = {"actor": actor, "team": team}
                if gone is not None and actor is shared.ours:
                    members.put_back(**of_team, series=gone)
                else:
                    of_person = {"group_id": shared.group.pk, "person_id": person_id}
                    members.put_in(**of_team, **of_person, joined_on=TODAY)
            answers.append("in")
        except NeedsTick:
            answers.append("full")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=put, args=[side]) for side in sides]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == ["full", "in"]
    assert waited  # nobody stood beside the first
    with acting(shared.ours):
        assert places_taken(shared.host, shared.group, TODAY) == 3


def _gone(shared: Shared, person_id: int) -> uuid.UUID:
    """The membership of somebody who has left the group."""
    of_host: dict[str, Any] = {"actor": shared.ours, "team": shared.host}
    with acting(shared.ours):
        held = members.put_in(
            **of_host, group_id=shared.group.pk, person_id=person_id, joined_on=TODAY - dt.timedelta(days=1)
        )
        members.take_out(**of_host, series=held.series, left_on=TODAY, reason="own_wish")
    return held.series


def test_the_same_person_through_two_screens_at_once_is_in_the_group_once(shared: Shared) -> None:
    person_id = make_stay(shared.host).person_id
    together = threading.Barrier(2)
    answers: list[str] = []

    def put() -> None:
        together.wait()
        try:
            with transaction.atomic(), acting(shared.ours):
                members.put_in(
                    actor=shared.ours,
                    team=shared.host,
                    group_id=shared.group.pk,
                    person_id=person_id,
                    joined_on=TODAY,
                )
            answers.append("in")
        except GroupRefused:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=put) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == ["in", "refused"]
    with acting(shared.ours):
        assert GroupMembership.objects.current().filter(person_id=person_id).count() == 1
