"""Emergency access: who may have it, what it opens and for how long, and what it tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone, translation

from samsteg.access.emergency import (
    OPEN_FOR,
    close_emergency,
    emergency_rights,
    end_emergency_right,
    grant_emergency_right,
    open_emergencies,
    open_in_emergency,
)
from samsteg.access.emergency_models import EmergencyOpening
from samsteg.access.enums import Ground, ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.access.selectors import actor_for, grounds_for
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import Alarm, ReadEntry
from samsteg.core.actor import Actor
from samsteg.core.context import acting, set_context
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.participants.emergency import open_by_own_id
from samsteg.participants.models import Stay
from tests.factories import lead, make_stay, make_team, officer
from tests.web.users import make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
WHY = "Hon har inte hörts av och kan vara i fara"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def worker(team: Team) -> User:
    return make_user("anna", team, Role.COACH)


@pytest.fixture
def stay(team: Team) -> Stay:
    """Another coach's participant, who has not let the team see the record."""
    stay = make_stay(team, own_id="K-7")
    other = make_user("bo", team, Role.COACH)
    set_context(None)
    with acting(lead(team)):
        assign_coaches(team=team, coaches={stay.person_id: other.pk})
    set_context(None)
    return stay


def grant(team: Team, user: User, **days: dt.date) -> int:
    set_context(None)
    with acting(officer(team, user_id=make_user(f"o{user.pk}").pk)) as who:
        return grant_emergency_right(actor=who, team=team, user=user, **{"valid_from": TODAY, **days}).pk


def now_as(user: User) -> Actor:
    set_context(None)
    return actor_for(user)


def seen(user: User) -> list[str]:
    actor = now_as(user)
    set_context(actor)
    return list(Stay.objects.visible_to(actor).values_list("own_id", flat=True))


def opened(team: Team, user: User, stay: Stay) -> EmergencyOpening:
    actor = now_as(user)
    set_context(actor)
    return open_in_emergency(actor=actor, team=team, person_id=stay.person_id, reason=WHY)


def test_it_opens_one_participant_for_three_hours_and_no_more(team: Team, worker: User, stay: Stay) -> None:
    make_stay(team, own_id="K-8", person=None)
    grant(team, worker)
    assert seen(worker) == []
    opening = opened(team, worker, stay)
    assert seen(worker) == ["K-7"]
    assert opening.closes_at - opening.opened_at == OPEN_FOR == dt.timedelta(hours=3)
    with time_machine.travel(opening.closes_at - dt.timedelta(seconds=1), tick=False):
        assert seen(worker) == ["K-7"]
    with time_machine.travel(opening.closes_at, tick=False):
        assert seen(worker) == []
        set_context(now_as(worker))
        assert open_emergencies(now_as(worker), team.pk) == []


def test_the_officer_is_told_and_the_log_has_the_reason(team: Team, worker: User, stay: Stay) -> None:
    grant(team, worker)
    opened(team, worker, stay)
    opened(team, worker, stay)  # while it is open nothing happens
    set_context(None)
    with acting(officer(team)):
        told = Alarm.objects.filter(kind="emergency_opened")
        assert list(told.values_list("actor_id", "person_id", "reason")) == [(worker.pk, stay.person_id, WHY)]
        rows = ReadEntry.objects.filter(kind="emergency").values_list("actor_id", "person_id", "reason")
        assert list(rows) == [(worker.pk, stay.person_id, WHY)]


def test_why_it_is_seen_is_said(team: Team, worker: User, stay: Stay) -> None:
    grant(team, worker)
    opened(team, worker, stay)
    assert grounds_for(now_as(worker), team.pk, stay.person_id) == ()  # not yet in the context
    actor = now_as(worker)
    set_context(actor)
    assert grounds_for(actor, team.pk, stay.person_id) == (Ground.EMERGENCY,)


def test_closing_takes_effect_at_once_and_only_on_ones_own(team: Team, worker: User, stay: Stay) -> None:
    grant(team, worker)
    opening = opened(team, worker, stay)
    stranger = make_user("cia", team, Role.COACH)
    for user, still in ((stranger, ["K-7"]), (worker, [])):
        actor = now_as(user)
        set_context(actor)
        close_emergency(actor=actor, team=team, opening_id=opening.pk)
        assert seen(worker) == still
    assert opened(team, worker, stay).pk != opening.pk  # and may be opened again, with a new alarm


def test_after_it_ran_out_it_may_be_opened_again(team: Team, worker: User, stay: Stay) -> None:
    grant(team, worker)
    first = opened(team, worker, stay)
    with time_machine.travel(first.closes_at + dt.timedelta(hours=1), tick=False):
        second = opened(team, worker, stay)
        assert second.pk != first.pk
        first.refresh_from_db()
        assert first.closed_at == first.closes_at


@pytest.mark.parametrize("reason", ["", "   ", "x", "akut       ."])
def test_without_a_reason_nothing_is_opened(team: Team, worker: User, stay: Stay, reason: str) -> None:
    grant(team, worker)
    actor = now_as(worker)
    set_context(actor)
    with pytest.raises(Refused, match="why"):
        open_in_emergency(actor=actor, team=team, person_id=stay.person_id, reason=reason)
    assert seen(worker) == []


def test_without_the_right_the_answer_is_the_same_whoever_is_there(
    team: Team, worker: User, stay: Stay
) -> None:
    actor = now_as(worker)
    set_context(actor)
    said = set()
    for own_id in ("K-7", "K-99"):
        with pytest.raises(PermissionRefused) as refused:
            open_by_own_id(actor=actor, team=team, own_id=own_id, reason=WHY)
        said.add(str(refused.value))
    assert len(said) == 1


def test_a_protected_person_is_not_opened_and_not_told_of(team: Team, worker: User, stay: Stay) -> None:
    grant(team, worker)
    with acting_lead(team) as who:
        set_protection(actor=who, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    actor = now_as(worker)
    set_context(actor)
    said = set()
    for own_id in ("K-7", "K-99"):
        with pytest.raises(Refused) as refused:
            open_by_own_id(actor=actor, team=team, own_id=own_id, reason=WHY)
        said.add(str(refused.value))
    assert len(said) == 1
    with pytest.raises(Refused):
        open_in_emergency(actor=actor, team=team, person_id=stay.person_id, reason=WHY)


def test_who_is_protected_after_the_opening_is_gone_at_once(team: Team, worker: User, stay: Stay) -> None:
    grant(team, worker)
    opened(team, worker, stay)
    with acting_lead(team) as who:
        set_protection(actor=who, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    assert seen(worker) == []


def acting_lead(team: Team) -> AbstractContextManager[Actor]:
    user = make_user(f"ledare{team.pk}", team, Role.TEAM_LEAD)
    actor = now_as(user)
    set_context(None)
    return acting(actor)


def test_a_right_that_ends_closes_what_is_open(team: Team, worker: User, stay: Stay) -> None:
    right_id = grant(team, worker)
    opened(team, worker, stay)
    set_context(None)
    with acting(officer(team, user_id=make_user("chef").pk)) as who:
        end_emergency_right(actor=who, team=team, right_id=right_id)
        assert emergency_rights(actor=who, team=team) == []
        with pytest.raises(Refused, match="already ended"):
            end_emergency_right(actor=who, team=team, right_id=right_id)
        kinds = (
            Alarm.objects.filter(kind="emergency_right").order_by("pk").values_list("reason", "subject_id")
        )
        assert list(kinds) == [("Given", worker.pk), ("Ended", worker.pk)]
    set_context(None)
    assert seen(worker) == []


def test_a_right_holds_its_days(team: Team, worker: User, stay: Stay) -> None:
    grant(team, worker, valid_to=TODAY + DAY)
    opened(team, worker, stay)
    with time_machine.travel(timezone.now() + DAY):
        actor = now_as(worker)
        set_context(actor)
        with pytest.raises(PermissionRefused):
            open_in_emergency(actor=actor, team=team, person_id=stay.person_id, reason=WHY)


def test_who_may_get_the_right(team: Team, worker: User) -> None:
    outsider = make_user("ute")
    set_context(None)
    with acting(officer(team, user_id=worker.pk)) as who, pytest.raises(Refused, match="oneself"):
        grant_emergency_right(actor=who, team=team, user=worker, valid_from=TODAY)
    with acting(officer(team)) as who, pytest.raises(Refused, match="Only coaches"):
        grant_emergency_right(actor=who, team=team, user=outsider, valid_from=TODAY)
    with acting(officer(team)) as who, pytest.raises(Refused, match="before the first"):
        grant_emergency_right(actor=who, team=team, user=worker, valid_from=TODAY, valid_to=TODAY)
    with acting(lead(team)) as who, pytest.raises(PermissionRefused):
        grant_emergency_right(actor=who, team=team, user=worker, valid_from=TODAY)
    assert grant(team, worker) == right_of(team, worker)


def right_of(team: Team, user: User) -> int:
    set_context(None)
    with acting(officer(team)) as who:
        return next(one.pk for one in emergency_rights(actor=who, team=team) if one.user_id == user.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_emergencyopening SET reason = 'x'",
        "UPDATE access_emergencyopening SET closes_at = closes_at + interval '1 day'",
        "DELETE FROM access_emergencyopening",
        "UPDATE access_emergencyright SET user_id = 1",
        "DELETE FROM access_emergencyright",
    ],
)
def test_what_was_opened_and_why_stays(team: Team, worker: User, stay: Stay, statement: str) -> None:
    grant(team, worker)
    opened(team, worker, stay)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)
