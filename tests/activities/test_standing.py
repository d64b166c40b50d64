"""Marks at a session that is cancelled or moved afterwards: they stay as they were written, and count nowhere.

The host can't see marks of the other team's participants, nor of somebody protected, and isn't refused because of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.utils import timezone

from samsteg.access.enums import ProtectionLevel
from samsteg.access.protection import set_protection
from samsteg.activities.ending import begin_again, end_group
from samsteg.activities.marking import mark_session
from samsteg.activities.member_selectors import members_of, table_of
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, Group, GroupSession
from samsteg.activities.records import SessionValues
from samsteg.activities.seen import last_in_group
from samsteg.activities.services import share_group
from samsteg.activities.sessions import cancel_session, move_session, restore_session
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.statistics.values import Period
from tests.activities.makers import NINE, TEN, asked, make_group, make_session, whole
from tests.factories import make_stay, make_team
from tests.statistics.asking import ask, only
from tests.web.users import inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
HELD_ON = TODAY - 3 * DAY
PERIOD = Period(TODAY - 30 * DAY, TODAY)


@dataclass(frozen=True)
class Marked:
    """A group of `host`, held with `guest`, whose participant was marked as here three days ago."""

    host: Team
    guest: Team
    ours: Actor
    theirs: Actor
    group: Group
    session: GroupSession
    stay: Stay

    def counted(self) -> dict[str, object]:
        return only(ask(self.guest, PERIOD), "attendance.")

    def last_seen(self) -> dt.date | None:
        with acting(self.theirs):
            rows = Stay.objects.filter(pk=self.stay.pk).annotate(last=last_in_group(self.guest, TODAY))
            return rows.values_list("last", flat=True).get()

    def cancel(self) -> None:
        with acting(self.ours):
            now = GroupSession.objects.current().get(series=self.session.series)
            why = {"reason": "weather", "decided_by": "team", "expected_version": now.version}
            cancel_session(actor=self.ours, team=self.host, series=now.series, **why)


@pytest.fixture
def marked() -> Marked:
    host, guest = make_team(), make_team()
    ours, theirs = whole(host), whole(guest)
    with acting(ours):
        group = make_group(ours, host)
        share_group(actor=ours, team=host, group_id=group.pk, partner_id=guest.pk)
        session = make_session(ours, host, group, HELD_ON)
    stay = make_stay(guest, enrolled_on=TODAY - 60 * DAY)
    with acting(theirs):
        of_guest = {"actor": theirs, "team": guest}
        put_in(**of_guest, group_id=group.pk, person_id=stay.person_id, joined_on=HELD_ON)
        mark_session(**of_guest, series=session.series, asked=[asked(stay.person_id, "present")])
    return Marked(host, guest, ours, theirs, group, session, stay)


def test_what_the_other_team_cancels_counts_no_more_and_counts_again_when_it_was_held(marked: Marked) -> None:
    before = marked.counted()
    assert (before["people"], before["marks.present"], before["sessions_held"]) == (1, 1, 1)
    assert marked.last_seen() == HELD_ON
    marked.cancel()
    assert marked.counted() == {} and marked.last_seen() is None
    with acting(marked.theirs):
        assert Attendance.objects.current().count() == 1  # it stays as it was written
        assert [one.took_part for one in members_of(marked.theirs, marked.guest, marked.group)] == [0]
    with acting(marked.ours):
        now = GroupSession.objects.current().get(series=marked.session.series)
        restore_session(actor=marked.ours, team=marked.host, series=now.series, expected_version=now.version)
    assert marked.counted() == before and marked.last_seen() == HELD_ON


def test_what_the_end_of_the_group_takes_out_counts_no_more_and_counts_again_when_it_goes_on(
    marked: Marked,
) -> None:
    before = marked.counted()
    of_host: dict[str, Any] = {"actor": marked.ours, "team": marked.host, "group_id": marked.group.pk}
    with acting(marked.ours):
        assert end_group(**of_host, ended_on=HELD_ON).sessions == 1
    assert marked.counted() == {} and marked.last_seen() is None
    with acting(marked.theirs):
        assert Attendance.objects.current().count() == 1  # it stays as it was written
    with acting(marked.ours):
        assert begin_again(**of_host).sessions == 1
    assert marked.counted() == before and marked.last_seen() == HELD_ON


def test_what_the_other_team_moves_away_counts_no_more_until_it_is_marked_on_the_new_day(
    marked: Marked,
) -> None:
    new_day = TODAY - DAY
    with acting(marked.ours):
        values = SessionValues(on_day=new_day, starts_at=NINE, ends_at=TEN)
        now = GroupSession.objects.current().get(series=marked.session.series)
        move_session(
            actor=marked.ours,
            team=marked.host,
            series=now.series,
            expected_version=now.version,
            values=values,
            reason="weather",
            decided_by="team",
            anyway=True,
        )
    assert marked.counted() == {} and marked.last_seen() is None
    with acting(marked.theirs):
        table = table_of(marked.theirs, marked.guest, marked.group, HELD_ON, TODAY)
        assert [day for _series, day in table.sessions] == [new_day] and table.marks == {}
        row = Attendance.objects.current().get()
        again = asked(marked.stay.person_id, "present", row.pk)
        of_guest = {"actor": marked.theirs, "team": marked.guest}
        assert mark_session(**of_guest, series=marked.session.series, asked=[again]).saved == 1
        assert Attendance.objects.current().get().occurred_on == new_day
    assert marked.counted()["people"] == 1 and marked.last_seen() == new_day


def test_a_protected_participants_mark_at_a_cancelled_session_counts_nowhere() -> None:
    team = make_team()
    actor = replace(whole(team), user_id=make_user("handledare", team).pk)
    stay = make_stay(team, enrolled_on=TODAY - 60 * DAY)
    with acting(actor):
        session = make_session(actor, team, make_group(actor, team), HELD_ON)
        mark_session(actor=actor, team=team, series=session.series, asked=[asked(stay.person_id, "present")])
    with inside(team) as by:
        named = replace(by, user_id=actor.user_id)
        set_protection(actor=named, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    assert ask(team, PERIOD)["attendance.people"].value == 1
    with acting(actor):
        now = GroupSession.objects.current().get()
        why = {"reason": "weather", "decided_by": "team", "expected_version": now.version}
        cancel_session(actor=actor, team=team, series=now.series, **why)
        assert GroupSession.objects.current().get().state == "cancelled"
    found = only(ask(team, PERIOD), "attendance.")
    assert found == {"sessions_cancelled": 1, f"group.{session.group_id}.sessions_cancelled": 1}
