"""A session that is taken out while a telephone has its marks: the marks are refused with words, the rest is taken."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from samsteg.activities.ending import begin_again, end_group
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, GroupSession
from samsteg.activities.offline.records import Package, Sent
from samsteg.activities.offline.services import make_package, take_marks
from samsteg.activities.records import LeaderValues
from samsteg.activities.services import add_leader
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from tests.activities.makers import make_group, make_session, whole
from tests.activities.offline.makers import group_today
from tests.activities.offline.test_offline_told import User, in_english, kim, pytest, team
from tests.web.users import inside

__all__ = ["in_english", "kim", "team"]
pytestmark = pytest.mark.django_db


def marks_of(package: Package) -> list[Sent]:
    people = [one for session in package.sessions for one in session.people]
    return [Sent(uuid.uuid4(), one.token, "present", timezone.now()) for one in people]


def test_the_end_of_one_group_loses_nothing_of_another(team: Team, kim: User) -> None:
    series, people = group_today(team, [kim], ["Alva", "Bo"])
    with inside(team):
        actor = whole(team, user_id=kim.pk)
        kitchen = make_group(actor, team, "Köksgruppen")
        of_group = {"actor": actor, "team": team, "group_id": kitchen.pk}
        add_leader(**of_group, leader=LeaderValues(kim.pk), started_on=timezone.localdate())  # type: ignore[arg-type]
        put_in(**of_group, person_id=people[0])  # type: ignore[arg-type]
        make_session(actor, team, kitchen, timezone.localdate())
    with acting(whole(team, user_id=kim.pk)) as actor:
        package = make_package(actor=actor)
        sent = marks_of(package)
        assert len(sent) == 3
        group_id = GroupSession.objects.current().get(series=series).group_id
        end_group(actor=actor, team=team, group_id=group_id, ended_on=timezone.localdate())
        taken = take_marks(actor=actor, handle=package.handle, sent=sent)
        assert len(taken.held) == 1 and len(taken.refused) == 2
        assert all("the group has ended" in words for words in taken.refused.values())
        assert [one.group.name for one in Attendance.objects.select_related("group")] == ["Köksgruppen"]
        begin_again(actor=actor, team=team, group_id=group_id)
        again = take_marks(actor=actor, handle=package.handle, sent=sent)
        assert (len(again.held), again.refused) == (3, {})
        assert Attendance.objects.current().count() == 3


def test_a_session_moved_away_while_out_keeps_its_marks_for_later(team: Team, kim: User) -> None:
    """Its day has not come: the marks are refused with words, and taken when it is back."""
    series, _people = group_today(team, [kim], ["Alva"])
    with acting(whole(team, user_id=kim.pk)) as actor:
        package = make_package(actor=actor)
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        GroupSession.objects.current().filter(series=series).update(on_day=tomorrow)
        taken = take_marks(actor=actor, handle=package.handle, sent=marks_of(package))
        assert not taken.held and "The day has not come" in " ".join(taken.refused.values())
        assert not Attendance.objects.exists()
