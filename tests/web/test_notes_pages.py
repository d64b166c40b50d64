"""The pages of notes: writing, the draft, correcting, taking back, and what they say no to."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.participants.models import Note, SealedDraft, Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_rules import NoteRefused
from samsteg.participants.note_services import write_note
from tests.factories import make_authority, make_consent, make_stay
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user

TODAY = timezone.localdate()


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-1")
    make_consent(team, stay.person_id)
    return stay


def address(stay: Stay, name: str = "notes", *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def typed(**changes: Any) -> dict[str, Any]:
    usual = {"text": "Vi gick en runda.", "occurred_on": str(TODAY), "how": "walk", "category": "planning"}
    return {key: value for key, value in (usual | changes).items() if value is not None}


def written(stay: Stay, text: str = "Vi gick en runda.", **values: Any) -> Note:
    usual: dict[str, Any] = {"occurred_on": TODAY, "form": "walk", "category": "planning"}
    with inside(stay.team) as actor:
        return write_note(
            actor=actor,
            team=stay.team,
            person_id=stay.person_id,
            values=NoteValues(text=text, **(usual | values)),
        )


def test_a_note_is_written_and_read(coach_client: Client, stay: Stay) -> None:
    answer = coach_client.post(address(stay), typed(), follow=True)
    page = answer.content.decode()
    assert "The note is saved." in page
    assert "Vi gick en runda." in page
    assert "Walk and talk" in page
    assert "Handledare Prov" in page


def test_what_is_typed_is_text_and_nothing_else(coach_client: Client, stay: Stay) -> None:
    coach_client.post(address(stay), typed(text="<script>alert(1)</script>\n\nTvå & tre"))
    page = coach_client.get(address(stay)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<p>Två &amp; tre</p>" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": " "}, "Write something before you save."),
        ({"occurred_on": "i går"}, "Write the day as 2026-11-23"),
        ({"occurred_on": str(TODAY + dt.timedelta(days=3))}, "The day has not been yet."),
        ({"category": ""}, "This field is required."),
        ({"source_id": "4000000"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    coach_client: Client, stay: Stay, change: dict[str, str], said: str
) -> None:
    answer = coach_client.post(address(stay), typed(**{"text": "Det jag skrev.", **change}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert ("Det jag skrev." in page) == ("text" not in change)
    with inside(stay.team):
        assert Note.objects.count() == 0


def test_a_draft_is_kept_for_its_writer_alone(coach_client: Client, lead_client: Client, stay: Stay) -> None:
    answer = coach_client.post(address(stay, "note_draft"), typed(text="Halvskrivet", occurred_on="2026-"))
    assert "Only you see it" in answer.json()["text"]
    page = coach_client.get(address(stay)).content.decode()
    assert "Halvskrivet" in page
    assert 'value="2026-"' in page
    assert "Halvskrivet" not in lead_client.get(address(stay)).content.decode()
    with inside(stay.team):
        row = SealedDraft.objects.values().get()
    assert b"Halvskrivet" not in bytes(row["typed_cipher"])
    coach_client.post(address(stay), {"drop": "1"})
    assert "Halvskrivet" not in coach_client.get(address(stay)).content.decode()


def test_a_saved_note_has_no_draft_left(coach_client: Client, stay: Stay) -> None:
    coach_client.post(address(stay, "note_draft"), typed())
    coach_client.post(address(stay), typed())
    with inside(stay.team):
        assert SealedDraft.objects.count() == 0


def test_correcting_keeps_the_earlier_version(coach_client: Client, stay: Stay) -> None:
    note = written(stay, "Vi gick till ån.")
    page = coach_client.get(address(stay, "note", note.series)).content.decode()
    assert "Vi gick till ån." in page
    answer = coach_client.post(
        address(stay, "note", note.series), typed(text="Vi gick till sjön.", version=1), follow=True
    )
    page = answer.content.decode()
    assert "Vi gick till sjön." in page
    assert "Corrected, 1 earlier version" in page
    assert "Vi gick till ån." in page


def test_two_who_correct_at_once(coach_client: Client, lead_client: Client, stay: Stay) -> None:
    note = written(stay)
    lead_client.post(address(stay, "note", note.series), typed(text="Ledarens", version=1))
    answer = coach_client.post(address(stay, "note", note.series), typed(text="Mitt", version=1))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "corrected by somebody else" in page
    assert "Mitt" in page
    assert "Ledarens" in page


def test_taking_back(coach_client: Client, stay: Stay) -> None:
    note = written(stay, "Om fel person")
    where = address(stay, "note_retract", note.series)
    assert "What happens at once" in coach_client.get(where).content.decode()
    assert coach_client.post(where, {"reason": " ", "version": 1}).status_code == 422
    page = coach_client.post(where, {"reason": "Fel deltagare.", "version": 1}, follow=True).content.decode()
    assert "Fel deltagare." in page
    assert "Om fel person" not in page


def test_a_draft_may_not_be_kept_for_a_strange_note(coach_client: Client, stay: Stay) -> None:
    answer = coach_client.post(address(stay, "note_correction_draft", uuid.uuid4()), typed())
    assert answer.status_code == 404


def test_sources_are_offered_only_with_a_consent(coach_client: Client, stay: Stay) -> None:
    assert "Whose information" not in coach_client.get(address(stay)).content.decode()
    board = make_authority("Vuxennämnden")
    make_consent(stay.team, stay.person_id, source=board, to_team=True, categories=["health"])
    assert "Vuxennämnden" in coach_client.get(address(stay)).content.decode()
    answer = coach_client.post(address(stay), typed(source_id=board.pk))
    assert answer.status_code == 422
    assert "No consent in force lets Vuxennämnden tell the team about this." in answer.content.decode()
    page = coach_client.post(address(stay), typed(source_id=board.pk, category="health"), follow=True)
    assert "from Vuxennämnden" in page.content.decode()


def test_chips_narrow_by_what_it_is_about(coach_client: Client, stay: Stay) -> None:
    written(stay, "Planen")
    written(stay, "Jobbet", category="work")
    page = coach_client.get(address(stay) + "?om=work").content.decode()
    assert "Jobbet" in page
    assert "Planen" not in page
    assert "Planen" in coach_client.get(address(stay) + "?om=hittepå").content.decode()


def test_every_reading_is_logged(coach_client: Client, stay: Stay) -> None:
    written(stay)
    coach_client.get(address(stay))
    with inside(stay.team):
        (entry,) = ReadEntry.objects.filter(person_id=stay.person_id)
    assert (entry.kind, entry.place) == ("view", "page:notes")


def test_nothing_of_it_may_be_kept_by_a_browser(coach_client: Client, stay: Stay) -> None:
    assert "no-store" in coach_client.get(address(stay)).headers["Cache-Control"]


def test_queries_do_not_grow_with_the_notes(coach_client: Client, stay: Stay) -> None:
    written(stay)
    with CaptureQueriesContext(
        connection,
    ) as few:
        coach_client.get(address(stay))
    for number in range(10):
        written(stay, str(number), category="work" if number % 2 else "planning")
    with CaptureQueriesContext(connection) as many:
        coach_client.get(address(stay))
    assert len(many) <= len(few)


def test_who_may_not_see_the_person_gets_nothing(team: Team, stay: Stay) -> None:
    hidden = make_stay(team, own_id="K-2")  # no consent and no coach: the lead's alone
    note = written(hidden)
    colleague = client_of(make_user("kollega", team, Role.COACH))
    for where in (
        address(hidden),
        address(hidden, "note", note.series),
        address(hidden, "note_retract", note.series),
    ):
        assert colleague.get(where).status_code == 404
        assert colleague.post(where, typed(version=1)).status_code == 404
    assert colleague.post(address(hidden, "note_draft"), typed()).status_code == 404


def test_swapped_ids_are_not_found(coach_client: Client, team: Team, stay: Stay) -> None:
    other = make_stay(team, own_id="K-3")
    make_consent(team, other.person_id)
    note = written(other)
    for name in ("note", "note_retract"):
        assert coach_client.get(address(stay, name, note.series)).status_code == 404
    assert coach_client.post(address(stay, "note", note.series), typed(version=1)).status_code == 404


def test_a_colleague_who_was_there_stands_with_the_writer(
    coach_client: Client, lead_client: Client, stay: Stay
) -> None:
    head = User.objects.get(username="ledare")
    page = coach_client.post(address(stay), typed(second_coach_id=head.pk), follow=True).content.decode()
    assert "Handledare Prov, together with Ledare Prov" in page
    outsider = make_user("utomstaende")
    assert coach_client.post(address(stay), typed(second_coach_id=outsider.pk)).status_code == 422
    with inside(stay.team) as actor, pytest.raises(NoteRefused):
        write_note(
            actor=actor,
            team=stay.team,
            person_id=stay.person_id,
            values=NoteValues(
                occurred_on=TODAY, form="talk", category="work", text="x", second_coach_id=outsider.pk
            ),
        )


def test_a_search_looks_in_what_notes_say_and_leaves_no_text_in_the_address(
    coach_client: Client, stay: Stay
) -> None:
    written(stay, "Vi åkte BUSS till skogen.")
    written(stay, "Bussen var sen.", category="work", form="phone")
    written(stay, "Skogen var tyst.")
    answer = coach_client.post(address(stay, "notes_search"), {"q": " buss  skogen"}, follow=True)
    page = answer.content.decode()
    assert "1 note holds \u201dbuss skogen\u201d" in page
    assert "Vi åkte BUSS" in page
    assert "Bussen var sen." not in page
    assert "buss" not in str(answer.redirect_chain)
    page = coach_client.post(address(stay, "notes_search"), {"q": "buss"}, follow=True).content.decode()
    assert ("Vi åkte BUSS" in page, "Bussen var sen." in page, "Skogen var tyst." in page) == (
        True,
        True,
        False,
    )
    page = coach_client.post(address(stay, "notes_search") + "?hur=phone", {"q": "buss"}, follow=True)
    assert "Vi åkte BUSS" not in page.content.decode()
    assert "The search is forgotten." in coach_client.get(address(stay) + "?sok=hittepa").content.decode()
    with inside(stay.team):
        assert ReadEntry.objects.filter(person_id=stay.person_id, kind="search").count() == 3


def test_a_search_finds_nothing_that_the_reader_may_not_read(stay: Stay, team: Team) -> None:
    board = make_authority()
    make_consent(team, stay.person_id, board, categories=["work"])
    written(stay, "Hemligt om buss", category="health")
    written(stay, "Öppet om buss", category="work")
    them = representative_client(team, board)
    page = them.post(address(stay, "notes_search"), {"q": "buss"}, follow=True).content.decode()
    assert "Öppet om buss" in page
    assert "Hemligt" not in page
    assert "1 note holds" in page


def test_chips_narrow_by_how_it_came_about(coach_client: Client, stay: Stay) -> None:
    written(stay, "Gick", form="walk")
    written(stay, "Ringde", form="phone")
    page = coach_client.get(address(stay) + "?hur=phone").content.decode()
    assert "Ringde" in page
    assert "Gick" not in page


def test_a_note_from_anywhere_finds_the_person_first(coach_client: Client, stay: Stay, team: Team) -> None:
    where = reverse("write_note", args=[team.slug])
    assert where in coach_client.get(reverse("participants", args=[team.slug])).content.decode()
    straight = coach_client.post(where, {"q": "K-1"})
    assert straight.headers["Location"] == address(stay, "note_new")
    page = coach_client.get(straight.headers["Location"]).content.decode()
    assert "autofocus" in page
    assert f'value="{TODAY}"' in page
    assert f'action="{address(stay)}"' in page
    other = make_stay(team, own_id="K-12")
    make_consent(team, other.person_id)
    page = coach_client.post(where, {"q": "K-1"}).content.decode()
    assert address(stay, "note_new") in page
    assert address(other, "note_new") in page
    assert "Nobody you may see is called that." in coach_client.post(where, {"q": "Wilma"}).content.decode()
    assert address(stay, "note_new") in coach_client.get(address(stay, "participant")).content.decode()
