"""What the officer may do with the log: decide, ask, mark an alarm; and what nobody may."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import translation

from samsteg.access.log_review import (
    PAGE,
    Asked,
    alarms_of,
    decide_review,
    items_of_month,
    months_reviewed,
    see_alarm,
    who_saw_what,
)
from samsteg.audit.alarms import raise_alarm
from samsteg.audit.drawing import draw_month, month_of
from samsteg.audit.enums import AlarmKind, ReadKind
from samsteg.audit.many_reads import MANY
from samsteg.audit.models import Alarm, ReviewItem
from samsteg.audit.services import log_reads
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from tests.audit.log_rows import add_read
from tests.factories import coach, lead, make_team, officer

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
MARCH = dt.date(2026, 3, 1)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def item(team: Team) -> ReviewItem:
    add_read(team, NOON)
    with acting(lead(team)):
        draw_month(team_id=team.pk, month=month_of(NOON.date()))
    with acting(officer(team)):
        return ReviewItem.objects.get()


def test_what_a_review_came_to_is_kept_with_who_and_when(team: Team, item: ReviewItem) -> None:
    with acting(officer(team)) as who:
        assert [
            (one.month, one.item_count, one.open_count) for one in months_reviewed(actor=who, team=team)
        ] == [(MARCH, 1, 1)]
        decide_review(actor=who, team=team, item_id=item.pk, outcome="asked", note="Ringde")
        decide_review(actor=who, team=team, item_id=item.pk, outcome="ok")
        ((_item, decisions),) = items_of_month(actor=who, team=team, month=MARCH)
        assert [(one.outcome, one.note, one.decided_by_id) for one in decisions] == [
            ("ok", "", who.user_id),
            ("asked", "Ringde", who.user_id),
        ]
        assert months_reviewed(actor=who, team=team)[0].open_count == 0


@pytest.mark.parametrize(("outcome", "note"), [("asked", " "), ("incident", ""), ("perhaps", "x")])
def test_a_review_without_its_words_is_refused(team: Team, item: ReviewItem, outcome: str, note: str) -> None:
    with acting(officer(team)) as who, pytest.raises(Refused):
        decide_review(actor=who, team=team, item_id=item.pk, outcome=outcome, note=note)


def test_nobody_reviews_ones_own_reads(team: Team, item: ReviewItem) -> None:
    refusal = pytest.raises(Refused, match="own reads")
    with translation.override("en"), acting(officer(team, user_id=7)) as who, refusal:
        decide_review(actor=who, team=team, item_id=item.pk, outcome="ok")


def test_only_the_teams_own_officer_reviews(team: Team, item: ReviewItem) -> None:
    with acting(lead(team)) as who, pytest.raises(PermissionRefused):
        decide_review(actor=who, team=team, item_id=item.pk, outcome="ok")
    other = make_team()
    with acting(officer(other)) as who, pytest.raises(NotVisible):
        decide_review(actor=who, team=other, item_id=item.pk, outcome="ok")


@pytest.mark.parametrize("table", ["audit_reviewmonth", "audit_reviewitem", "audit_reviewdecision"])
def test_what_was_reviewed_is_never_changed(team: Team, item: ReviewItem, table: str) -> None:
    with acting(officer(team)):
        for statement in (f"UPDATE {table} SET team_id = team_id", f"DELETE FROM {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


def test_who_saw_what_between_two_moments(team: Team) -> None:
    add_read(team, NOON, actor_id=1, person_id=10)
    add_read(team, NOON + MINUTE, actor_id=2, person_id=10, authority_ids=(5,))
    add_read(team, NOON + 2 * MINUTE, actor_id=1, person_id=11)
    add_read(make_team(), NOON, actor_id=1, person_id=10)

    def ask(first: int = 0, last: int = 3, **more: int) -> list[int]:
        asked = Asked(NOON + first * MINUTE, NOON + last * MINUTE, **more)
        with acting(officer(team)) as who:
            found = who_saw_what(actor=who, team=team, asked=asked)
        return [round((one.at - NOON) / MINUTE) for one in found]

    assert ask() == [2, 1, 0]
    assert ask(first=1, last=2) == [1]  # from and including, up to and not including
    assert ask(user_id=1) == [2, 0]
    assert ask(person_id=10) == [1, 0]
    assert ask(authority_id=5) == [1]
    assert ask(authority_id=6) == []
    assert ask(user_id=1, person_id=11) == [2]


def test_pages_follow_on_each_other_also_within_one_moment(team: Team) -> None:
    for number in range(PAGE + 3):
        add_read(team, NOON, person_id=number)
    asked = Asked(NOON, NOON + MINUTE)
    with acting(officer(team)) as who:
        first = who_saw_what(actor=who, team=team, asked=asked)
        assert len(first) == PAGE + 1
        last = first[PAGE - 1]
        second = who_saw_what(actor=who, team=team, asked=asked, before=(last.at, last.id))
    seen = [one.person_id for one in (*first[:PAGE], *second)]
    assert sorted(seen) == list(range(PAGE + 3))


def test_the_reader_of_the_log_is_an_officer(team: Team) -> None:
    with acting(lead(team)) as who, pytest.raises(PermissionRefused):
        who_saw_what(actor=who, team=team, asked=Asked(NOON, NOON + MINUTE))


def test_an_alarm_is_looked_at_once_and_unseen_come_first(team: Team) -> None:
    with acting(coach(team)) as worker:
        for kind in (AlarmKind.NUMBERS_EXPORTED, AlarmKind.EMERGENCY_OPENED):
            raise_alarm(actor=worker, team_id=team.pk, kind=kind)
    with acting(officer(team)) as who:
        newest, _oldest = alarms_of(actor=who, team=team)
        see_alarm(actor=who, team=team, alarm_id=newest.pk, outcome="Pratade med henne")
        assert [one.pk for one in alarms_of(actor=who, team=team)] == [_oldest.pk, newest.pk]
        seen = Alarm.objects.get(pk=newest.pk)
        assert (seen.seen_by_id, seen.outcome, seen.seen_at is not None) == (
            who.user_id,
            "Pratade med henne",
            True,
        )
        with pytest.raises(Refused):
            see_alarm(actor=who, team=team, alarm_id=newest.pk, outcome="")
    other = make_team()
    with acting(officer(other)) as stranger, pytest.raises(NotVisible):
        see_alarm(actor=stranger, team=other, alarm_id=newest.pk, outcome="")


def test_many_opened_in_a_short_time_are_told_once(team: Team) -> None:
    """As a script would: one person after the other, each a request of its own."""
    with acting(coach(team)) as who:
        for person_id in range(MANY + 20):
            log_reads(actor=who, team_id=team.pk, person_ids=[person_id], kind=ReadKind.VIEW, place="test")
            with acting(who):
                assert Alarm.objects.count() == 0  # whoever causes it can't see it
    with acting(officer(team)):
        assert list(Alarm.objects.values_list("kind", "actor_id")) == [("many_reads", 2)]


def test_few_again_and_again_or_many_in_a_list_are_no_alarm(team: Team) -> None:
    with acting(coach(team)) as who:
        for _again in range(MANY + 5):
            log_reads(actor=who, team_id=team.pk, person_ids=[1], kind=ReadKind.VIEW, place="test")
        log_reads(actor=who, team_id=team.pk, person_ids=range(200), kind=ReadKind.LIST, place="test")
    with acting(officer(team)):
        assert Alarm.objects.count() == 0
