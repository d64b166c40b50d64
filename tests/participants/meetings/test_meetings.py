"""A team meeting: whom the room may look at, deciding, and two who do so at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.consent_models import Consent
from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import CoachAssignment, Membership
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.enums import ReadKind
from samsteg.audit.models import ReadEntry
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.participants.meetings.enums import Errand, MeetingOutcome, Reason
from samsteg.participants.meetings.models import MeetingDecision, MeetingPresence, TeamMeeting
from samsteg.participants.meetings.records import DecisionValues
from samsteg.participants.meetings.room import (
    MeetingRefused,
    add_guest,
    add_member,
    end_meeting,
    leave,
    open_again,
    room_of,
    start_meeting,
)
from samsteg.participants.meetings.selectors import (
    decisions_about,
    decisions_of_meeting,
    log_room,
    meetings_of,
)
from samsteg.participants.meetings.services import Expected, RoomChanged, StaleDecision, decide
from samsteg.participants.models import Stay
from tests.factories import lead, make_consent, make_stay, make_team
from tests.participants.meetings.room import Scene, make_scene
from tests.participants.way.walking import TODAY, days_ago

pytestmark = pytest.mark.django_db
NOTHING = Expected(version=0, coach_id=None, errand=Errand.NEW)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def in_the_open(scene: Scene, **facts: object) -> Stay:
    """Somebody whom the whole staff may see."""
    stay = make_stay(scene.team, **(facts or {"referred_on": days_ago(40)}))
    make_consent(scene.team, stay.person_id)
    return stay


def save(
    scene: Scene, meeting_id: int, user: User, person_id: int, values: DecisionValues, expected: Expected
) -> object:
    actor = scene.actor(user)
    with acting(actor):
        return decide(
            actor=actor,
            team=scene.team,
            meeting_id=meeting_id,
            person_id=person_id,
            values=values,
            expected=expected,
        )


def rows_of(scene: Scene, meeting_id: int) -> list[MeetingDecision]:
    with acting(lead(scene.team)):
        return list(MeetingDecision.objects.filter(meeting_id=meeting_id).order_by("version"))


def test_the_meeting_goes_from_new_to_current(scene: Scene) -> None:
    """In the order of the meeting; who is with the team is there only for a reason."""
    current = in_the_open(scene, enrolled_on=days_ago(90))
    calm = in_the_open(scene, enrolled_on=days_ago(5))
    in_the_open(scene, enrolled_on=days_ago(90), exited_on=days_ago(3))
    newest, oldest = in_the_open(scene), in_the_open(scene, referred_on=days_ago(80))
    waits = in_the_open(scene, referred_on=days_ago(50), mission_received_on=days_ago(45))
    with acting(lead(scene.team)):
        assign_coaches(team=scene.team, coaches={waits.person_id: scene.kim.pk, calm.person_id: scene.kim.pk})
    meeting = scene.meet(scene.head, scene.kim)
    items = scene.agenda(meeting, scene.head)
    told = [(one.person_id, one.errand) for one in items]
    assert told == [
        (oldest.person_id, Errand.NEW),
        (newest.person_id, Errand.NEW),
        (waits.person_id, Errand.WAITING),
        (current.person_id, Errand.CURRENT),
    ]
    assert items[-1].reasons == (Reason.NO_COACH, Reason.SILENT)


def test_each_who_comes_and_goes_counts_from_then_on(scene: Scene) -> None:
    """Whom the reader alone may see isn't shown; a guest empties the room."""
    both, alone = in_the_open(scene), make_stay(scene.team, referred_on=days_ago(40))
    meeting = scene.meet(scene.head)
    actor = scene.actor(scene.head)
    ours = {"actor": actor, "team": scene.team, "meeting_id": meeting}
    assert scene.shown(meeting, scene.head) == {
        both.person_id,
        alone.person_id,
    }  # to be allocated: the lead's
    with acting(actor):
        add_member(**ours, user_id=scene.kim.pk, is_digital=True)
    assert scene.shown(meeting, scene.head) == scene.shown(meeting, scene.kim) == {both.person_id}
    with acting(actor):
        add_guest(**ours, name=" Sam  Gäst ", organisation="AME", is_digital=False)
        add_guest(**ours, name="Sam Gäst", organisation="AME", is_digital=False)  # sent twice
    assert scene.shown(meeting, scene.head) == set()
    with acting(actor):
        (guest,) = MeetingPresence.objects.filter(user_id__isnull=True)
        assert guest.guest_name == "Sam Gäst"
        leave(**ours, presence_id=guest.pk)
    assert scene.shown(meeting, scene.head) == {both.person_id}
    with acting(actor):
        leave(**ours, presence_id=MeetingPresence.objects.get(user_id=scene.kim.pk).pk)
    assert scene.shown(meeting, scene.head) == {both.person_id, alone.person_id}
    assert scene.shown(meeting, scene.kim) == set()  # no longer there


def test_with_a_representative_only_what_the_agency_may_know(scene: Scene) -> None:
    """By name and nothing more where neither status nor plan is open; reasons never."""
    knows, other = in_the_open(scene, enrolled_on=days_ago(90)), in_the_open(scene, enrolled_on=days_ago(90))
    make_consent(scene.team, knows.person_id, scene.agency, categories=["health"])
    meeting = scene.meet(scene.head, scene.robin)
    (item,) = scene.agenda(meeting, scene.head)
    assert (item.person_id, item.errand, item.state, item.reasons) == (
        knows.person_id,
        Errand.OTHER,
        None,
        (),
    )
    make_consent(scene.team, other.person_id, scene.agency, categories=["outcome"])
    items = {one.person_id: one for one in scene.agenda(meeting, scene.robin)}
    assert items[other.person_id].errand is Errand.CURRENT
    assert items[other.person_id].reasons == ()


def test_a_withdrawn_consent_counts_at_once(scene: Scene) -> None:
    stay = in_the_open(scene, enrolled_on=days_ago(90))
    with acting(lead(scene.team)):
        assign_coaches(team=scene.team, coaches={stay.person_id: scene.kim.pk})
    meeting = scene.meet(scene.head, scene.kim)
    assert scene.shown(meeting, scene.head) == {stay.person_id}
    with acting(lead(scene.team)):
        Consent.objects.filter(person_id=stay.person_id).update(
            ended_as=ConsentEnd.WITHDRAWN, ended_at=timezone.now()
        )
    assert scene.shown(meeting, scene.head) == scene.shown(meeting, scene.kim) == set()
    with pytest.raises(RoomChanged):
        save(scene, meeting, scene.kim, stay.person_id, DecisionValues(coach_id=scene.lo.pk), NOTHING)
    assert rows_of(scene, meeting) == []


def test_protected_persons_and_roles_that_have_ended(scene: Scene) -> None:
    stay, other = in_the_open(scene), in_the_open(scene)
    meeting = scene.meet(scene.head, scene.kim)
    actor = scene.actor(scene.head)
    with acting(actor):
        set_protection(actor=actor, team=scene.team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
    assert scene.shown(meeting, scene.head) == {other.person_id}
    with acting(lead(scene.team)):
        Membership.objects.filter(user=scene.kim).update(valid_to=TODAY)
    assert scene.shown(meeting, scene.head) == set()


def test_choosing_a_coach_and_writing_why(scene: Scene) -> None:
    stay = in_the_open(scene)
    meeting = scene.meet(scene.head, scene.kim)
    values = DecisionValues(coach_id=scene.lo.pk, text="Vill vara ute. \r\n", category="planning")
    for _sent_twice in range(2):
        save(scene, meeting, scene.head, stay.person_id, values, NOTHING)
    (row,) = rows_of(scene, meeting)
    assert (row.outcome, row.coach_id, row.errand, row.version) == (
        MeetingOutcome.COACH,
        scene.lo.pk,
        Errand.NEW,
        1,
    )
    assert b"Vill vara" not in bytes(row.text_cipher or b"")
    (item,) = scene.agenda(meeting, scene.head)
    assert (item.errand, item.outcome) == (Errand.NEW, MeetingOutcome.COACH)  # keeps its place
    kim = scene.actor(scene.kim)
    with acting(kim):
        assert CoachAssignment.objects.get(person_id=stay.person_id).coach_id == scene.lo.pk
        (read,) = decisions_of_meeting(actor=kim, team=scene.team, meeting_id=meeting)
        assert (read.text, read.coach) == ("Vill vara ute.", scene.lo.shown_name)
        assert decisions_about(actor=kim, team=scene.team, person_id=stay.person_id) == [read]
        assert [one.decision_count for one in meetings_of(actor=kim, team=scene.team)] == [1]
    robin = scene.actor(scene.robin)
    with acting(robin):
        assert decisions_of_meeting(actor=robin, team=scene.team, meeting_id=meeting) == []
        assert [one.decision_count for one in meetings_of(actor=robin, team=scene.team)] == [0]


def test_two_decide_at_once(scene: Scene) -> None:
    """The second is told who was first, in words and about the coach; nothing of the first is lost."""
    stay = in_the_open(scene)
    meeting = scene.meet(scene.head, scene.kim)
    save(scene, meeting, scene.head, stay.person_id, DecisionValues(coach_id=scene.lo.pk), NOTHING)
    for values in (DecisionValues(coach_id=scene.kim.pk), DecisionValues(text="Annat")):
        with pytest.raises(StaleDecision, match=scene.head.shown_name):
            save(scene, meeting, scene.kim, stay.person_id, values, NOTHING)
    seen = Expected(version=1, coach_id=None, errand=Errand.NEW)  # the decision, but not the coach
    with pytest.raises(StaleDecision, match=scene.lo.shown_name):
        save(scene, meeting, scene.kim, stay.person_id, DecisionValues(coach_id=scene.kim.pk), seen)
    fresh = Expected(version=1, coach_id=scene.lo.pk, errand=Errand.NEW)
    save(scene, meeting, scene.kim, stay.person_id, DecisionValues(coach_id=scene.lo.pk, text="Annat"), fresh)
    assert [(row.version, row.superseded_at is None) for row in rows_of(scene, meeting)] == [
        (1, False),
        (2, True),
    ]
    assert rows_of(scene, meeting)[1].coach_id == scene.lo.pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (DecisionValues(), "text"),
        (DecisionValues(text="x" * 4001), "text"),
        (DecisionValues(text="x", category="annat"), "category"),
        (DecisionValues(coach_id=1), "coach_id"),
    ],
)
def test_what_can_not_be_decided(scene: Scene, values: DecisionValues, field: str) -> None:
    stay = in_the_open(scene)
    meeting = scene.meet(scene.head)
    with pytest.raises(MeetingRefused) as refusal:
        save(scene, meeting, scene.head, stay.person_id, values, NOTHING)
    assert refusal.value.field == field
    assert rows_of(scene, meeting) == []


def test_an_authoritys_information_takes_a_consent(scene: Scene) -> None:
    """To the team for keeping it, and all in the room must be able to read it."""
    stay = in_the_open(scene)
    meeting = scene.meet(scene.head, scene.kim)
    values = DecisionValues(text="x", category="health", source_id=scene.agency.pk)
    with pytest.raises(MeetingRefused):
        save(scene, meeting, scene.head, stay.person_id, values, NOTHING)
    make_consent(scene.team, stay.person_id, source=scene.agency, categories=["health"])
    save(scene, meeting, scene.head, stay.person_id, values, NOTHING)
    assert [row.source_authority_id for row in rows_of(scene, meeting)] == [scene.agency.pk]


def test_nothing_is_decided_that_not_all_may_know(scene: Scene) -> None:
    stay = in_the_open(scene)
    make_consent(scene.team, stay.person_id, scene.agency, categories=["health"])
    meeting = scene.meet(scene.head, scene.robin)
    for values in (DecisionValues(coach_id=scene.kim.pk, category="health"), DecisionValues(text="x")):
        with pytest.raises(MeetingRefused):
            save(scene, meeting, scene.head, stay.person_id, values, NOTHING)
    save(scene, meeting, scene.head, stay.person_id, DecisionValues(text="x", category="health"), NOTHING)
    with pytest.raises(PermissionRefused):
        save(
            scene, meeting, scene.robin, stay.person_id, DecisionValues(text="y", category="health"), NOTHING
        )


def test_all_in_the_room_are_in_the_read_log(scene: Scene) -> None:
    stay = in_the_open(scene)
    meeting = scene.meet(scene.head, scene.kim, scene.lo)
    actor = scene.actor(scene.head)
    with acting(actor):
        log_room(room_of(actor, scene.team, meeting), scene.team, [stay.person_id], "page:meeting-person")
        rows = ReadEntry.objects.filter(person_id=stay.person_id, kind=ReadKind.MEETING)
        assert set(rows.values_list("actor_id", flat=True)) == {scene.head.pk, scene.kim.pk, scene.lo.pk}


def test_starting_joining_ending_and_opening_again(scene: Scene) -> None:
    meeting = scene.meet(scene.head, scene.kim)
    assert scene.meet(scene.lo) == meeting  # another who starts joins the one that goes on
    actor = scene.actor(scene.head)
    ours = {"actor": actor, "team": scene.team, "meeting_id": meeting}
    with acting(actor):
        assert len(room_of(actor, scene.team, meeting).present) == 3
        end_meeting(**ours)
        end_meeting(**ours)
        assert room_of(actor, scene.team, meeting).present == ()
        with pytest.raises(MeetingRefused):
            add_member(**ours, user_id=scene.lo.pk, is_digital=False)
        open_again(**ours)
        assert len(room_of(actor, scene.team, meeting).present) == 3
        with pytest.raises(NotVisible):
            room_of(actor, scene.team, 4_000_000_000)
    for day in (TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=40)):
        with acting(actor), pytest.raises(MeetingRefused):
            start_meeting(actor=actor, team=scene.team, held_on=day, user_ids=[])
    robin = scene.actor(scene.robin)
    with acting(robin), pytest.raises(PermissionRefused):
        start_meeting(actor=robin, team=scene.team, held_on=TODAY, user_ids=[])


def test_a_meeting_that_nobody_ended_shows_nobody_the_day_after(scene: Scene) -> None:
    """And the next one ends it as it stood."""
    in_the_open(scene)
    meeting = scene.meet(scene.head, scene.kim)
    assert scene.shown(meeting, scene.head) != set()
    with acting(lead(scene.team)), connection.cursor() as cursor:
        for table, column in (("teammeeting", "started_at"), ("meetingpresence", "joined_at")):
            cursor.execute(f"UPDATE participants_{table} SET {column} = {column} - interval '1 day'")
    assert scene.shown(meeting, scene.head) == set()
    assert scene.meet(scene.head) != meeting
    with acting(lead(scene.team)):
        old = TeamMeeting.objects.get(pk=meeting)
        assert old.ended_at is not None
        assert timezone.localdate(old.ended_at) < TODAY


def test_another_team_sees_no_meeting(scene: Scene) -> None:
    meeting, other = scene.meet(scene.head), make_team()
    with acting(lead(other)), pytest.raises(NotVisible):
        room_of(lead(other), other, meeting)
