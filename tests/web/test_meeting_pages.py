"""The pages of a team meeting, as each role: what is shown, what is not, and what is told when the room changes."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import DataCategory
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.core.context import acting
from samsteg.core.erasing import erase
from samsteg.core.roles import as_owner
from samsteg.participants.meetings.models import MeetingDecision, MeetingPresence, TeamMeeting
from samsteg.participants.models import Stay
from samsteg.participants.plans.services import write_text
from samsteg.people.names import PersonName, save_name
from tests.factories import lead, make_consent, make_stay
from tests.participants.meetings.room import Scene, make_scene
from tests.participants.way.walking import days_ago
from tests.web.users import client_of, inside, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def named(scene: Scene, first: str, *, to_team: bool = True, **facts: object) -> Stay:
    stay = make_stay(scene.team, **(facts or {"referred_on": days_ago(40)}))
    with acting(lead(scene.team)):
        save_name(team=scene.team, person_id=stay.person_id, name=PersonName(first, "Prov"))
    if to_team:
        make_consent(scene.team, stay.person_id)
    return stay


def address(scene: Scene, name: str, *more: object) -> str:
    return reverse(name, args=[scene.team.slug, *more])


def start(scene: Scene, client: Client, *users: User) -> int:
    answer = client.post(address(scene, "meetings"), {"here": [user.pk for user in users]})
    assert answer.status_code == 302
    with inside(scene.team):
        return TeamMeeting.objects.get(team=scene.team, ended_at__isnull=True).pk


def text(client: Client, at: str) -> str:
    answer = client.get(at, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def decision(scene: Scene, person_id: int) -> MeetingDecision | None:
    with inside(scene.team):
        return MeetingDecision.objects.filter(person_id=person_id, superseded_at__isnull=True).first()


def test_a_meeting_from_start_to_end(scene: Scene) -> None:
    """Two new persons are gone through, one gets a coach, one is for next time; then it can be read, and found."""
    first, second = named(scene, "Elsa", referred_on=days_ago(80)), named(scene, "Love")
    head = client_of(scene.head)
    meeting = start(scene, head, scene.kim)
    page = text(head, address(scene, "meeting", meeting))
    assert page.index("Elsa Prov") < page.index("Love Prov")
    at = address(scene, "meeting_person", meeting, first.person_id)
    assert head.get(address(scene, "meeting_walk", meeting)).headers["Location"] == at
    shown = text(head, at)
    assert "Person 1 of 2" in shown
    assert "Love" not in shown
    sent = {"coach_id": scene.lo.pk, "coach_before": "", "text": "Vill vara ute.", "category": "planning"}
    after = head.post(at, sent | {"version": 0})
    assert after.headers["Location"] == address(scene, "meeting_person", meeting, second.person_id)
    assert head.post(at, sent | {"version": 0}).status_code == 302  # pressed twice
    row = decision(scene, first.person_id)
    assert row is not None
    assert (row.coach_id, row.version) == (scene.lo.pk, 1)
    last = head.post(after.headers["Location"], {"later": "1", "version": 0, "coach_before": ""})
    assert last.headers["Location"] == address(scene, "meeting", meeting)
    head.post(address(scene, "meeting_end", meeting))
    for client in (head, client_of(scene.kim)):
        over = text(client, address(scene, "meeting", meeting))
        assert "Vill vara ute." in over
        assert f"{scene.lo.shown_name} is the coach" in over
    head.post(address(scene, "meetings"), {"q": scene.kim.shown_name})
    assert "2" in text(head, address(scene, "meetings"))


def test_whom_somebody_in_the_room_may_not_see_is_nowhere(scene: Scene) -> None:
    """Not the name, not a count, not a gap; the address leads back as that of nobody does."""
    seen, hidden = named(scene, "Elsa"), named(scene, "Dold", to_team=False)
    head = client_of(scene.head)
    meeting = start(scene, head, scene.kim)
    for client in (head, client_of(scene.kim)):
        page = text(client, address(scene, "meeting", meeting))
        assert "Elsa Prov" in page
        assert "Dold" not in page
        assert "Person 1 of 1" in text(client, address(scene, "meeting_walk", meeting))
        for person_id in (hidden.person_id, 4_000_000_000):
            answer = client.get(address(scene, "meeting_person", meeting, person_id))
            assert answer.headers["Location"] == address(scene, "meeting", meeting)
    with inside(scene.team):
        rows = ReadEntry.objects.filter(kind="meeting").values_list("person_id", "actor_id")
        assert set(rows) == {(seen.person_id, scene.head.pk), (seen.person_id, scene.kim.pk)}


def test_a_guest_empties_the_room_and_nothing_typed_is_lost(scene: Scene) -> None:
    stay = named(scene, "Elsa")
    head = client_of(scene.head)
    meeting = start(scene, head)
    at = address(scene, "meeting_person", meeting, stay.person_id)
    assert "Elsa Prov" in text(head, at)
    wrong = head.post(address(scene, "meeting_guest", meeting), {"name": ""})
    assert wrong.status_code == 422
    head.post(address(scene, "meeting_guest", meeting), {"name": "Sam Gäst", "organisation": "AME"})
    page = text(head, address(scene, "meeting", meeting))
    assert "Elsa" not in page
    assert "Nothing to show with those who are in the room" in page
    refused = head.post(at, {"text": "Börjar i juni", "version": 0, "category": "planning"})
    assert refused.status_code == 409
    assert "Elsa" not in refused.content.decode()
    assert "Börjar i juni" in refused.content.decode()
    assert decision(scene, stay.person_id) is None
    with inside(scene.team):
        guest = MeetingPresence.objects.get(guest_name="Sam Gäst")
    head.post(address(scene, "meeting_leave", meeting, guest.pk))
    assert "Elsa Prov" in text(head, at)


@pytest.mark.django_db(transaction=True)  # erased as the owner of the tables
def test_who_is_erased_while_the_meeting_goes_on_is_gone_from_it(scene: Scene) -> None:
    """Nothing of the person is left in the meeting, the next one comes, and what was typed stays with who typed it."""
    gone, stays = named(scene, "Elsa"), named(scene, "Love")
    head = client_of(scene.head)
    meeting = start(scene, head)
    at = address(scene, "meeting_person", meeting, gone.person_id)
    assert "Elsa" in text(head, at)
    head.post(at, {"text": "Börjar i juni", "version": 0, "category": "planning"})
    assert decision(scene, gone.person_id) is not None
    with as_owner() as owner:
        erase(owner, "people_person", [gone.person_id])
    late = head.post(at, {"text": "Börjar i juli", "version": 1, "category": "planning"})
    assert late.status_code == 409
    assert "Börjar i juli" in late.content.decode()
    assert decision(scene, gone.person_id) is None
    page = text(head, address(scene, "meeting", meeting))
    assert "Elsa" not in page
    assert "Love Prov" in text(head, address(scene, "meeting_person", meeting, stays.person_id))
    assert head.post(address(scene, "meeting_end", meeting)).status_code == 302
    assert "Elsa" not in text(head, address(scene, "meeting", meeting))


def test_a_representative_in_the_room_closes_what_the_agency_may_not_know(scene: Scene) -> None:
    """The plan by its category, the referral's answers and the coach not at all; the representative decides nothing."""
    stay = named(scene, "Elsa", enrolled_on=days_ago(90))
    plan = {"actor": scene.actor(scene.kim), "team": scene.team, "person_id": stay.person_id}
    with acting(lead(scene.team)):
        assign_coaches(team=scene.team, coaches={stay.person_id: scene.kim.pk})
    with acting(plan["actor"]):  # type: ignore[arg-type]
        for part, category, words in (
            ("hopes", "planning", "Vill bo kvar"),
            ("works", "health", "Sover bättre"),
        ):
            write_text(**plan, part=part, category=category, text=words, source_id=None, expected_version=0)  # type: ignore[arg-type]
    make_consent(scene.team, stay.person_id, scene.agency, categories=[DataCategory.HEALTH])
    head, robin = client_of(scene.head), client_of(scene.robin)
    meeting = start(scene, head)
    at = address(scene, "meeting_person", meeting, stay.person_id)
    assert "Vill bo kvar" in text(head, at)
    head.post(address(scene, "meeting_join", meeting), {"user_id": scene.robin.pk})
    for client in (head, robin):
        page = text(client, at)
        assert "Sover bättre" in page
        for closed in ("Vill bo kvar", "Enrolled", scene.kim.shown_name, "coach of", "Silent"):
            assert closed not in page
    assert robin.post(at, {"text": "x", "version": 0, "category": "health"}).status_code == 403
    wrong = head.post(at, {"text": "x", "version": 0, "category": "planning"})
    assert wrong.status_code == 422
    assert head.post(at, {"text": "Lugnt", "version": 0, "category": "health"}).status_code == 302
    head.post(address(scene, "meeting_end", meeting))
    assert "Lugnt" in text(robin, address(scene, "meeting", meeting))


def test_two_lead_at_once(scene: Scene) -> None:
    """The second sees what the first decided, beside the own text, and can save on."""
    stay = named(scene, "Elsa")
    head, kim = client_of(scene.head), client_of(scene.kim)
    meeting = start(scene, head, scene.kim)
    at = address(scene, "meeting_person", meeting, stay.person_id)
    first = {
        "coach_id": scene.lo.pk,
        "coach_before": "",
        "text": "Skogen",
        "category": "planning",
        "version": 0,
    }
    assert head.post(at, first).status_code == 302
    stale = kim.post(
        at, {"coach_id": "", "coach_before": "", "text": "Ring", "category": "planning", "version": 0}
    )
    page = stale.content.decode()
    assert stale.status_code == 422
    assert scene.head.shown_name in page
    assert "Skogen" in page
    assert "Ring" in page
    chosen = re.search(r'<input type="radio" name="coach_id" value="(\d*)"[^>]* checked', page)
    assert chosen is not None
    assert chosen[1] == str(scene.lo.pk)  # not chosen away by who hadn't chosen
    again = {"coach_id": scene.lo.pk, "coach_before": scene.lo.pk, "text": "Ring", "category": "planning"}
    assert kim.post(at, again | {"version": 1}).status_code == 302
    row = decision(scene, stay.person_id)
    assert row is not None
    assert (row.version, row.coach_id) == (2, scene.lo.pk)


def test_who_is_not_in_the_room_sees_nobody(scene: Scene) -> None:
    stay = named(scene, "Elsa")
    meeting = start(scene, client_of(scene.head))
    lo = client_of(scene.lo)
    page = text(lo, address(scene, "meeting", meeting))
    assert "Elsa" not in page
    answer = lo.get(address(scene, "meeting_person", meeting, stay.person_id))
    assert answer.headers["Location"] == address(scene, "meeting", meeting)
    lo.post(address(scene, "meeting_join", meeting), {"me": "1"})
    assert "Elsa Prov" in text(lo, address(scene, "meeting", meeting))


def test_questions_do_not_grow_with_the_persons(scene: Scene) -> None:
    named(scene, "Elsa")
    head = client_of(scene.head)
    meeting = start(scene, head, scene.kim)
    at = address(scene, "meeting", meeting)
    few = queries_of(head, at)
    for number in range(5):
        named(scene, f"Person {number}")
    assert queries_of(head, at) == few
