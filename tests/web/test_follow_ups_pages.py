"""The pages of follow-ups: the way of a meeting, what each says no to, the list, and what an authority gets."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.consent_models import Consent
from samsteg.access.enums import Role
from samsteg.audit.models import ReadEntry
from samsteg.follow_ups.models import FollowUp, FollowUpExtract
from samsteg.follow_ups.times import set_times
from samsteg.organisation.models import Team
from samsteg.participants.models import SealedDraft, Stay
from tests.factories import make_authority, make_consent, make_placement, make_stay
from tests.reports.pdf_reading import Pdf
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user, queries_of

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
START = TODAY - 200 * DAY


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-1", enrolled_on=START)
    make_consent(team, stay.person_id)
    with inside(team) as actor:
        set_times(actor=actor, team=team, valid_from=START, first_weeks=6, every_months=3)
    return stay


def address(stay: Stay, name: str = "follow_ups", *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def typed(day: dt.date = TODAY, **changes: Any) -> dict[str, Any]:
    return {"kind": "regular", "meeting_on": str(day), "meeting_at": "14.30", "form": "digital", **changes}


def newest(stay: Stay) -> FollowUp:
    with inside(stay.team):
        return FollowUp.objects.current().order_by("-pk")[0]


def _words(content: bytes) -> str:
    return " ".join(Pdf(content).text.split())


def booked(client: Client, stay: Stay, **changes: Any) -> FollowUp:
    answer = client.post(address(stay), typed(**changes))
    assert answer.status_code == 302, answer.content.decode()
    return newest(stay)


def test_a_meeting_from_the_day_it_is_due_to_its_minutes_and_the_next(
    coach_client: Client, stay: Stay
) -> None:
    page = coach_client.get(address(stay)).content.decode()
    assert "First follow-up" in page and "No day is booked." in page
    row = booked(coach_client, stay, contact="Charlie Kvist")
    page = coach_client.get(address(stay)).content.decode()
    assert f"{TODAY} at 14.30, digital meeting." in page and "With Charlie Kvist." in page
    make_placement(stay, START + 30 * DAY, employer="Låtsas Bageri")
    meeting = address(stay, "follow_up", row.series)
    page = coach_client.get(meeting).content.decode()
    assert "Låtsas Bageri" in page and "End the meeting" in page
    then = TODAY + 91 * DAY
    answer = coach_client.post(
        meeting,
        {
            "version": 1,
            "better": "Kommer upp.",
            "agreed": "Tre dagar\nIntyg",
            "next_on": str(then),
            "next_at": "9",
        },
        follow=True,
    )
    assert "The minutes are saved." in answer.content.decode()
    page = coach_client.get(address(stay)).content.decode()
    assert "Three-month meeting" in page and f"{then} at 09.00" in page
    second = newest(stay)
    page = coach_client.get(address(stay, "follow_up", second.series)).content.decode()
    assert "What we agreed on then" in page and "Tre dagar" in page and f"Last time was {TODAY}." in page


def test_the_persons_page_tells_the_next_meeting_and_those_that_were(
    coach_client: Client, stay: Stay
) -> None:
    coach_client.post(address(stay, "follow_up_note_done"), {"meeting_on": str(TODAY - 30 * DAY)})
    booked(coach_client, stay, meeting_on=str(TODAY + DAY))
    shown = coach_client.get(address(stay, "participant")).context
    assert shown["person"].head.next_meeting == f"{TODAY + DAY} at 14.30"
    told = [(one.day, one.told.title, one.told.is_step, one.is_ahead) for one in shown["timeline"].happenings]
    assert (TODAY - 30 * DAY, "First follow-up", True, False) in told
    assert (TODAY + DAY, "Three-month meeting", False, True) in told


def test_a_step_is_marked_as_done_and_not_done(coach_client: Client, stay: Stay) -> None:
    row = booked(coach_client, stay)
    meeting = address(stay, "follow_up", row.series)
    coach_client.post(meeting, {"version": 1, "agreed": "Intyg"})
    step = coach_client.get(meeting).context["agreed"][0].step_id
    coach_client.post(address(stay, "follow_up_step", row.series, step), {"done": "1"})
    (marked,) = coach_client.get(meeting).context["agreed"]
    assert (marked.is_done, marked.tag) == (True, f"Done {TODAY}")
    coach_client.post(address(stay, "follow_up_step", row.series, marked.step_id), {"undone": "1"})
    assert not coach_client.get(meeting).context["agreed"][0].is_done


def test_two_coaches_the_second_is_told_by_whom_and_keeps_what_was_typed(
    coach_client: Client, stay: Stay
) -> None:
    row = booked(coach_client, stay)
    meeting = address(stay, "follow_up", row.series)
    second = client_of(make_user("annan", stay.team, Role.COACH))
    coach_client.post(meeting, {"version": 1, "better": "Den första texten"})
    answer = second.post(meeting, {"version": 1, "better": "Den andra texten", "health": "Sover"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Handledare Prov changed the meeting" in page
    assert "Den första texten" in page and "Den andra texten" in page and ">\nSover</textarea>" in page
    again = second.post(meeting, {"version": 2, "better": "Båda texterna"})
    assert again.status_code == 302


def test_the_draft_comes_back_and_is_the_writers_own(
    coach_client: Client, lead_client: Client, stay: Stay
) -> None:
    row = booked(coach_client, stay)
    meeting = address(stay, "follow_up", row.series)
    kept = coach_client.post(
        address(stay, "follow_up_draft", row.series), {"better": "Utkastet", "version": 1}
    )
    assert json.loads(kept.content)["text"].startswith("Draft saved")
    assert "Utkastet" in coach_client.get(meeting).content.decode()
    assert "Utkastet" not in lead_client.get(meeting).content.decode()
    coach_client.post(meeting, {"drop": "1"})
    with inside(stay.team):
        assert not SealedDraft.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"meeting_on": "igår"}, "Write the day as"),
        ({"meeting_on": str(TODAY - DAY)}, "The day has been"),
        ({"meeting_at": "25.00"}, "Write the time as 14.30"),
        ({"kind": "fest"}, "Select a valid choice"),
    ],
)
def test_a_wrong_booking_is_said_and_nothing_typed_is_lost(
    coach_client: Client, stay: Stay, change: dict[str, str], said: str
) -> None:
    answer = coach_client.post(address(stay), typed(contact="Charlie Kvist", **change))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page and "Charlie Kvist" in page
    with inside(stay.team):
        assert not FollowUp.objects.exists()


def test_moved_cancelled_with_a_new_day_and_undone(coach_client: Client, stay: Stay) -> None:
    row = booked(coach_client, stay)
    moved = typed(TODAY + DAY, version=1)
    assert coach_client.post(address(stay, "follow_up_move", row.series), moved).status_code == 302
    nothing = coach_client.post(address(stay, "follow_up_cancel", row.series), {"version": 2})
    assert "Choose who cancelled the meeting." in nothing.content.decode()
    chosen = {
        "version": 2,
        "cancelled_by": "authority",
        "cancel_reason": "prevented",
        "next_on": str(TODAY + 7 * DAY),
    }
    assert coach_client.post(address(stay, "follow_up_cancel", row.series), chosen).status_code == 302
    page = coach_client.get(address(stay)).content.decode()
    assert "Cancelled by the authority" in page and str(TODAY + 7 * DAY) in page
    refused = coach_client.post(address(stay, "follow_up_undo", row.series), {"event": "undo", "version": 3})
    assert refused.status_code == 409  # another is booked meanwhile
    assert "already booked" in refused.content.decode()


def test_already_held_and_taken_back(coach_client: Client, stay: Stay) -> None:
    coach_client.post(address(stay, "follow_up_note_done"), {"meeting_on": str(TODAY - 30 * DAY)})
    page = coach_client.get(address(stay)).content.decode()
    assert "Already held" in page and "Three-month meeting" in page
    row = newest(stay)
    gone = coach_client.post(
        address(stay, "follow_up_undo", row.series), {"event": "take_back", "version": 1}, follow=True
    )
    assert "The meeting is taken back." in gone.content.decode()
    assert "No follow-up has been held here yet." in gone.content.decode()


def test_the_reminder_rests_and_comes_back(coach_client: Client, stay: Stay) -> None:
    wrong = coach_client.post(address(stay, "follow_up_pause"), {"paused_to": str(TODAY - DAY)})
    assert wrong.status_code == 422
    page = coach_client.post(
        address(stay, "follow_up_pause"), {"paused_to": str(TODAY + 9 * DAY)}, follow=True
    ).content.decode()
    assert f"The reminders rest up to and including {TODAY + 9 * DAY}." in page
    page = coach_client.post(address(stay, "follow_up_pause"), {"resume": "1"}, follow=True).content.decode()
    assert "The reminders are on again." in page


def held_with(client: Client, stay: Stay, *authorities: int) -> FollowUp:
    row = booked(client, stay, authority_ids=[str(pk) for pk in authorities], contact="Kim")
    texts = {
        "better": "Om planen",
        "health": "Om hälsan",
        "work": "Om arbetet",
        "team_only": "Inom teamet",
        "agreed": "Ett steg",
    }
    assert client.post(address(stay, "follow_up", row.series), {"version": 1, **texts}).status_code == 302
    return row


def test_an_extract_holds_what_the_consent_opens_and_says_what_is_left_out(
    coach_client: Client, stay: Stay
) -> None:
    board, stranger = make_authority("Vuxennämnden"), make_authority()
    make_placement(stay, START, employer="Låtsas Bageri")
    row = held_with(coach_client, stay, board.pk)
    preview = address(stay, "follow_up_extract", row.series, board.pk)
    page = coach_client.get(preview).content.decode()
    assert "Nothing to write out" in page and "Om planen" not in page
    make_consent(stay.team, stay.person_id, board, categories=["planning", "income"])
    page = coach_client.get(preview).content.decode()
    assert "Om planen" in page and "Ett steg" in page
    assert "Om hälsan" not in page and "Låtsas Bageri" not in page and "Inom teamet" not in page
    found = coach_client.get(preview).context
    assert found["left_out"] == ["Work and work training", "Health"]
    answer = coach_client.post(preview, {"seen": ["planning", "income"]})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "K-1" not in answer.headers["Content-Disposition"]
    words = _words(answer.content)
    assert "Om planen" in words and "Vuxennämnden" in words
    assert "Om hälsan" not in words and "Inom teamet" not in words and "Bageri" not in words
    with inside(stay.team):
        (noted,) = FollowUpExtract.objects.all()
        assert (noted.authority_id, noted.categories) == (board.pk, ["planning"])
        assert ReadEntry.objects.filter(kind="print", place="page:follow-up-extract").count() == 1
    assert coach_client.get(address(stay, "follow_up_extract", row.series, stranger.pk)).status_code == 404
    told = coach_client.get(address(stay, "who_knows")).context["page"].handed
    assert [(one.on, one.receiver, one.what) for one in told] == [
        (TODAY, "Vuxennämnden", "Your plan and your goals")
    ]
    assert "From your meetings" in _words(coach_client.get(address(stay, "who_knows_pdf")).content)


def test_a_consent_that_ends_between_preview_and_paper_stops_it(coach_client: Client, stay: Stay) -> None:
    board = make_authority()
    make_consent(stay.team, stay.person_id, board, categories=["planning"])
    consent = make_consent(stay.team, stay.person_id, board, categories=["health"])
    row = held_with(coach_client, stay, board.pk)
    preview = address(stay, "follow_up_extract", row.series, board.pk)
    assert "Om hälsan" in coach_client.get(preview).content.decode()
    with inside(stay.team):
        ended = {"ended_as": ConsentEnd.WITHDRAWN, "ended_at": timezone.now()}
        Consent.objects.filter(pk=consent.pk).update(**ended)
    answer = coach_client.post(preview, {"seen": ["planning", "health"]}, follow=True)
    page = answer.content.decode()
    assert "consent has changed" in page and "Om hälsan" not in page
    with inside(stay.team):
        assert not FollowUpExtract.objects.exists()


def test_the_invitation_says_when_and_where_and_no_reason(coach_client: Client, stay: Stay) -> None:
    board = make_authority("Vuxennämnden")
    row = booked(coach_client, stay, authority_ids=[str(board.pk)], contact="Kim Kvist", place="Rum 3")
    letter = _words(coach_client.get(address(stay, "follow_up_invitation", row.series, board.pk)).content)
    assert f"{TODAY} at 14.30" in letter and "Kim Kvist" in letter and "Rum 3" in letter
    assert "K-1" not in letter  # nothing lets the authority know who it is about: the name is written by hand
    make_consent(stay.team, stay.person_id, board, categories=["planning"])
    letter = _words(coach_client.get(address(stay, "follow_up_invitation", row.series, board.pk)).content)
    assert "K-1" in letter


def test_a_representative_sees_by_consent_and_changes_nothing(coach_client: Client, stay: Stay) -> None:
    board = make_authority()
    make_consent(stay.team, stay.person_id, board, categories=["planning"])
    row = held_with(coach_client, stay, board.pk)
    client = representative_client(stay.team, board)
    page = client.get(address(stay)).content.decode()
    assert "First follow-up" in page and "Book a meeting" not in page and "Kim" not in page
    meeting = client.get(address(stay, "follow_up", row.series)).content.decode()
    assert "Om planen" in meeting and "Ett steg" in meeting
    assert "Om hälsan" not in meeting and "Inom teamet" not in meeting and "<textarea" not in meeting
    for name in ("follow_up_move", "follow_up_cancel", "follow_up_done"):
        assert client.get(address(stay, name, row.series)).status_code == 403
    assert client.get(address(stay, "follow_up_extract", row.series, board.pk)).status_code == 403
    assert client.get(reverse("team_follow_ups", args=[stay.team.slug])).status_code == 403


def test_the_list_filters_sorts_and_becomes_a_spreadsheet(coach_client: Client, stay: Stay) -> None:
    other = make_stay(stay.team, own_id="K-2", enrolled_on=TODAY - 5 * DAY)
    make_consent(stay.team, other.person_id)
    booked(coach_client, other, meeting_on=str(TODAY))
    listed = reverse("team_follow_ups", args=[stay.team.slug])

    def shown(query: str = "") -> list[str]:
        return [one.title for one, _cells in coach_client.get(listed + query).context["list"].rows]

    said = coach_client.get(listed).context["sentence"]
    assert said == "1 meeting is booked this week, and 1 should have been held."
    assert shown() == ["Participant K-1", "Participant K-2"]
    assert shown("?visa=this_week") == ["Participant K-2"]
    assert shown("?ordna=person&fallande=1") == ["Participant K-2", "Participant K-1"]
    answer = coach_client.get(reverse("team_follow_ups_excel", args=[stay.team.slug]) + "?visa=overdue")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows()] == ["Participant", "Participant K-1"]


def test_the_lists_questions_do_not_grow_with_rows(coach_client: Client, stay: Stay) -> None:
    address = reverse("team_follow_ups", args=[stay.team.slug])
    before = queries_of(coach_client, address)
    for number in range(4):
        more = make_stay(stay.team, own_id=f"M-{number}", enrolled_on=START)
        make_consent(stay.team, more.person_id)
        booked(coach_client, more)
    assert queries_of(coach_client, address) == before


def test_the_lead_decides_how_often_and_a_coach_does_not(
    lead_client: Client, coach_client: Client, team: Team
) -> None:
    times = reverse("follow_up_times", args=[team.slug])
    listed = reverse("team_follow_ups", args=[team.slug])
    assert "has not decided yet" in coach_client.get(listed).content.decode()
    assert coach_client.get(times).status_code == 403
    wrong = lead_client.post(times, {"first_weeks": 12, "every_months": 3, "valid_from": str(TODAY)})
    assert wrong.status_code == 422 and "4 to 9 weeks" in wrong.content.decode()
    right = lead_client.post(
        times, {"first_weeks": 5, "every_months": 2, "valid_from": str(TODAY)}, follow=True
    )
    assert "The times are saved." in right.content.decode()
    assert (
        f"From {TODAY}: first after 5 weeks, then every 2 months" in lead_client.get(times).content.decode()
    )
