"""The roll call: stored once, corrected, never written over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from samsteg.access.enums import ProtectionLevel
from samsteg.access.protection import set_protection
from samsteg.activities.enums import Mark, SessionState
from samsteg.activities.marking import mark_session
from samsteg.activities.members import put_in
from samsteg.activities.models import Attendance, GroupSession
from samsteg.activities.records import Told
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.rolls import roll_of
from samsteg.activities.services import end_share, share_group
from samsteg.activities.sessions import cancel_session, tell_session
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible
from samsteg.people.names import PersonName, save_name
from tests.activities.makers import asked, make_group, make_session, whole
from tests.factories import lead, make_stay, make_team
from tests.web.users import make_user

TODAY = timezone.localdate()


@pytest.mark.django_db
def test_marks_are_kept_once_and_the_session_counts_as_held() -> None:
    team = make_team()
    anna, bo = (make_stay(team).person_id for _one in range(2))
    actor = whole(team)
    with acting(actor):
        group = make_group(actor, team)
        session = make_session(actor, team, group, TODAY)
        by = {"actor": actor, "team": team, "series": session.series}
        sent = [asked(anna, Mark.PRESENT), asked(bo, Mark.EXCUSED)]
        assert mark_session(**by, asked=sent).saved == 2
        again = mark_session(**by, asked=sent)
        assert (again.saved, again.conflicts) == (0, ())
        assert again.held_ids == {one.sent_id for one in sent}
        now = GroupSession.objects.current().get(series=session.series)
        assert now.state == SessionState.HELD
        rows = roll_of(actor, team, group.pk, session.series, TODAY)
        assert {row.person_id: row.mark for row in rows} == {anna: Mark.PRESENT, bo: Mark.EXCUSED}


@pytest.mark.django_db
def test_two_leaders_at_once_the_later_is_told_and_nothing_is_written_over() -> None:
    team = make_team()
    person = make_stay(team).person_id
    first, second = whole(team), whole(team, user_id=7)
    with acting(first):
        session = make_session(first, team, make_group(first, team), TODAY)
        by = {"team": team, "series": session.series}
        mark_session(**by, actor=first, asked=[asked(person, Mark.PRESENT)])
        (conflict,) = mark_session(**by, actor=second, asked=[asked(person, Mark.ABSENT)]).conflicts
        assert (conflict.now, conflict.asked, conflict.by_id) == (Mark.PRESENT, Mark.ABSENT, first.user_id)
        assert Attendance.objects.current().get().mark == Mark.PRESENT
        known = mark_session(
            **by, actor=second, asked=[asked(person, Mark.ABSENT, expected_id=conflict.now_id)]
        )
        assert (known.saved, known.conflicts) == (1, ())
        told = Attendance.objects.order_by("pk").values_list("mark", "superseded_at")
        assert [(mark, until is None) for mark, until in told] == [(Mark.PRESENT, False), (Mark.ABSENT, True)]


@pytest.mark.django_db
def test_a_day_to_come_takes_only_who_has_said_beforehand() -> None:
    team = make_team()
    person = make_stay(team).person_id
    actor = whole(team)
    with acting(actor):
        session = make_session(actor, team, make_group(actor, team), TODAY + dt.timedelta(days=3))
        by = {"actor": actor, "team": team, "series": session.series}
        with pytest.raises(GroupRefused):
            mark_session(**by, asked=[asked(person, Mark.PRESENT)])
        mark_session(**by, asked=[asked(person, Mark.EXCUSED)])
        assert GroupSession.objects.current().get().state == SessionState.PLANNED


@pytest.mark.django_db
def test_a_cancelled_session_takes_no_marks_and_a_marked_one_is_not_cancelled() -> None:
    team = make_team()
    person = make_stay(team).person_id
    actor = whole(team)
    with acting(actor):
        group = make_group(actor, team)
        off, on = (make_session(actor, team, group, TODAY - dt.timedelta(days=n)) for n in range(2))
        by = {"actor": actor, "team": team}
        why = {"expected_version": 1, "reason": "weather", "decided_by": "team"}
        cancel_session(**by, series=off.series, **why)
        with pytest.raises(GroupRefused):
            mark_session(**by, series=off.series, asked=[asked(person, Mark.PRESENT)])
        mark_session(**by, series=on.series, asked=[asked(person, Mark.PRESENT)])
        with pytest.raises(GroupRefused):
            cancel_session(**by, series=on.series, **(why | {"expected_version": 2}))


@pytest.mark.django_db
def test_each_team_of_a_shared_group_sees_its_own_participants() -> None:
    host, guest = make_team(), make_team()
    ours, theirs = make_stay(host).person_id, make_stay(guest).person_id
    actor, partner = whole(host), whole(guest)
    with acting(actor):
        group = make_group(actor, host)
        session = make_session(actor, host, group, TODAY)
        by = {"series": session.series}
        mark_session(actor=actor, team=host, **by, asked=[asked(ours, Mark.PRESENT)])
        with pytest.raises(NotVisible):
            mark_session(actor=actor, team=host, **by, asked=[asked(theirs, Mark.PRESENT)])
    with acting(partner), pytest.raises(NotVisible):
        mark_session(actor=partner, team=guest, **by, asked=[asked(theirs, Mark.PRESENT)])
    with acting(actor):
        share = share_group(actor=actor, team=host, group_id=group.pk, partner_id=guest.pk)
    with acting(partner):
        put_in(actor=partner, team=guest, group_id=group.pk, person_id=theirs)
        mark_session(actor=partner, team=guest, **by, asked=[asked(theirs, Mark.PRESENT)])
        rows = roll_of(partner, guest, group.pk, session.series, TODAY)
        assert [row.person_id for row in rows] == [theirs]
    with acting(actor):
        rows = roll_of(actor, host, group.pk, session.series, TODAY)
        assert [row.person_id for row in rows] == [ours]
        end_share(actor=actor, team=host, share_id=share.pk)
    with acting(partner):
        assert list(Attendance.objects.values_list("group__name", flat=True)) == [group.name]
        with pytest.raises(NotVisible):
            mark_session(actor=partner, team=guest, **by, asked=[asked(theirs, Mark.ABSENT)])


@pytest.mark.django_db
def test_what_a_session_was_about_names_nobody_in_it() -> None:
    team = make_team()
    person, outside = make_stay(team).person_id, make_stay(team).person_id
    actor = whole(team)
    with acting(actor):
        save_name(team=team, person_id=person, name=PersonName("Alva", "Exempelsson"))
        save_name(team=team, person_id=outside, name=PersonName("Bo", "Frost"))
        group = make_group(actor, team)
        put_in(actor=actor, team=team, group_id=group.pk, person_id=person)
        session = make_session(actor, team, group, TODAY)
        by = {"actor": actor, "team": team, "series": session.series, "expected_version": 1}
        for text in (
            "Eld och kaffe. Alva l\u00e4ste h\u00f6gt.",
            "Alvas eld",
            "alva l\u00e4ste",
            "Om 19850505-1234",
        ):
            with pytest.raises(GroupRefused) as refused:
                tell_session(**by, told=Told(about=text))
            assert refused.value.field == "about"
        with pytest.raises(GroupRefused) as refused:
            tell_session(**by, told=Told(day_note="Bo Frost, som inte \u00e4r med, kom f\u00f6rbi"))
        assert refused.value.field == "day_note"
        told = tell_session(**by, told=Told(about="Eld och kaffe, vi gick l\u00e5ngt.", guest_count=2))
        assert (told.guest_count, told.version) == (2, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["name", "purpose", "place"])
def test_a_group_is_not_called_after_a_participant(field: str) -> None:
    """Its name and place stand on the week's sheet for the wall."""
    team = make_team()
    person, actor = make_stay(team).person_id, whole(team)
    with acting(actor):
        save_name(team=team, person_id=person, name=PersonName("Alva", "Exempelsson"))
        with pytest.raises(GroupRefused) as refused:
            make_group(actor, team, **{field: "Samtal Alva Exempelsson"})
        assert refused.value.field == field
        assert make_group(actor, team, **{field: "Samtal"}).version == 1


@pytest.mark.django_db
def test_no_text_and_no_refusal_tells_that_somebody_hidden_is_in_the_group() -> None:
    """Whoever guesses a name gets the same answer for a protected participant as for nobody."""
    team = make_team()
    person, head_id = make_stay(team).person_id, make_user("ledare").pk
    actor = whole(team)
    with acting(actor):
        save_name(team=team, person_id=person, name=PersonName("Alva", "Exempelsson"))
        group = make_group(actor, team)
        put_in(actor=actor, team=team, group_id=group.pk, person_id=person)
        session = make_session(actor, team, group, TODAY)
        by: dict[str, Any] = {"actor": actor, "team": team, "series": session.series}
        mark_session(**by, asked=[asked(person, Mark.EXCUSED)])
        head = replace(lead(team), user_id=head_id, team_access=actor.team_access)
        set_protection(actor=head, team=team, person_id=person, level=ProtectionLevel.MARKED)
        told = tell_session(**by, expected_version=1, told=Told(about="Alva l\u00e4ste h\u00f6gt."))
        assert told.about
        why = {"reason": "other", "decided_by": "team"}
        now = cancel_session(**by, expected_version=told.version, **why)
        assert now.state == SessionState.CANCELLED


class AnyOrderOfMarks(TestCase):
    """Whatever is sent, in whatever order and however often: one mark stands per person, and nothing is lost."""

    @settings(max_examples=15, deadline=None)
    @given(sent=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["", *Mark.values])), max_size=8))
    def test_one_mark_stands_for_each(self, sent: list[tuple[int, str]]) -> None:
        team = make_team()
        people = [make_stay(team).person_id for _one in range(2)]
        actor = whole(team)
        with acting(actor):
            session = make_session(actor, team, make_group(actor, team), TODAY)
            wanted: dict[int, str] = {}
            for place, mark in sent:
                person = people[place]
                now = Attendance.objects.current().filter(session_series=session.series, person_id=person)
                one = asked(person, mark, expected_id=now.values_list("pk", flat=True).first())
                for _twice in range(2):
                    mark_session(actor=actor, team=team, series=session.series, asked=[one])
                wanted[person] = mark
            rows = Attendance.objects.current().filter(session_series=session.series)
            stands = dict(rows.values_list("person_id", "mark"))
            assert stands == {person: mark for person, mark in wanted.items() if mark}
