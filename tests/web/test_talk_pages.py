"""The pages of booked talks: booking in one form, the note that holds it, Idag, the calendar, and what asks first."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.core.free_days import is_workday
from samsteg.follow_ups.models import Talk
from samsteg.follow_ups.rules import workday
from samsteg.organisation.models import Team
from samsteg.participants.models import Note, Stay
from tests.factories import make_authority, make_consent, make_stay, make_team
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user, queries_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
NEXT = workday(TODAY + DAY)
CHRISTMAS = dt.date(TODAY.year + (TODAY.month == 12 and TODAY.day > 24), 12, 25)


@pytest.fixture
def team() -> Team:
    return make_team("Team Provdalen")


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team, Role.COACH)


@pytest.fixture
def client(kim: User) -> Client:
    return client_of(kim)


@pytest.fixture
def stay(team: Team, kim: User) -> Stay:
    stay = make_stay(team, own_id="K-1", enrolled_on=TODAY - 60 * DAY)
    make_consent(team, stay.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: kim.pk})
    return stay


def at(stay: Stay, name: str = "talks", *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def typed(kim: User, **changes: Any) -> dict[str, Any]:
    day = {"on_day": str(NEXT), "starts_at": "10", "ends_at": "", "how": "talk", "coach_id": str(kim.pk)}
    return {**day, "place": "", "purpose": "", "second_coach_id": "", "sure": "", **changes}


def rows(team: Team) -> list[Talk]:
    with inside(team):
        return list(Talk.objects.order_by("pk"))


def put(stay: Stay, kim: User, day: dt.date = TODAY, at_: dt.time = dt.time(0), **more: Any) -> Talk:
    with inside(stay.team):
        return Talk.objects.create(
            team=stay.team,
            person_id=stay.person_id,
            stay=stay,
            on_day=day,
            starts_at=at_,
            ends_at=at_.replace(minute=at_.minute + 1),
            coach_id=kim.pk,
            recorded_by_id=kim.pk,
            **more,
        )


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_it_is_booked_in_one_form_and_the_next_is_proposed_as_the_last(
    client: Client, kim: User, stay: Stay
) -> None:
    answer = client.post(at(stay), typed(kim, purpose="Bussen", place="Parken"), follow=True)
    assert f"The talk is booked: {NEXT} at 10.00." in answer.content.decode()
    (row,) = rows(stay.team)
    assert (row.on_day, row.starts_at, row.ends_at) == (NEXT, dt.time(10), dt.time(11))
    shown = client.get(at(stay)).context["entry"]
    assert shown["starts_at"].value() == "10.00" and shown["place"].value() == "Parken"
    proposed = shown["on_day"].value()
    assert proposed > NEXT and proposed.isoweekday() == NEXT.isoweekday() and is_workday(proposed)


def test_the_head_of_every_page_tells_it_and_leads_to_booking(client: Client, kim: User, stay: Stay) -> None:
    page = client.get(at(stay, "plan")).content.decode()
    assert f'href="{at(stay)}">Book a talk</a>' in page
    client.post(at(stay), typed(kim))
    (row,) = rows(stay.team)
    page = client.get(at(stay, "plan")).content.decode()
    assert f'href="{at(stay, "talk", row.series)}">{NEXT} at 10.00</a>' in page


def test_two_presses_make_the_note_and_the_talk_is_held(client: Client, kim: User, stay: Stay) -> None:
    row = put(stay, kim, form="walk")
    day = client.get(reverse("today", args=[stay.team.slug])).context["day"]
    (line,) = [one for one in day.due.lines if one.act]
    assert (line.act, line.meta) == ("Write the note", f"Walk and talk {TODAY} at 00.00: how did it go?")
    page = client.get(line.act_address)
    entry = page.context["entry"]
    assert (entry["occurred_on"].value(), entry["how"].value()) == (TODAY, "walk")
    note = {**hidden(page.content.decode()), "occurred_on": str(TODAY), "how": "walk", "category": "planning"}
    sent = {**note, "text": "Vi gick en runda.", "source_id": ""}
    assert client.post(at(stay, "notes"), sent).status_code == 302
    assert client.post(at(stay, "notes"), sent).status_code == 302  # the second of two clicks
    with inside(stay.team):
        row.refresh_from_db()
        (written,) = Note.objects.all()
    assert (row.state, row.note_series) == ("held", written.series)
    assert not client.get(reverse("today", args=[stay.team.slug])).context["day"].due.lines
    assert f'href="{at(stay)}">Book the next talk</a>' in client.get(at(stay, "notes")).content.decode()


def test_a_talk_that_was_answered_meanwhile_loses_no_note(client: Client, kim: User, stay: Stay) -> None:
    row = put(stay, kim)
    page = client.get(at(stay, "note_new") + f"?samtal={row.series}").content.decode()
    with inside(stay.team):
        Talk.objects.filter(pk=row.pk).update(state="missed", version=2)
    note = {**hidden(page), "occurred_on": str(TODAY), "how": "talk", "category": "planning", "source_id": ""}
    answer = client.post(at(stay, "notes"), {**note, "text": "Hon ringde i stället."})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Hon ringde i stället." in page and "is kept alone" in page
    again = client.post(at(stay, "notes"), {**note, **hidden(page), "text": "Hon ringde i stället."})
    assert again.status_code == 302
    with inside(stay.team):
        assert Note.objects.count() == 1


def test_the_draft_keeps_the_talk_it_is_about(client: Client, kim: User, stay: Stay) -> None:
    row = put(stay, kim)
    page = client.get(at(stay, "note_new") + f"?samtal={row.series}").content.decode()
    client.post(
        at(stay, "note_draft"),
        {**hidden(page), "text": "Ett utkast", "occurred_on": str(TODAY), "how": "talk"},
    )
    entry = client.get(at(stay, "note_new")).context["entry"]
    assert (entry["text"].value(), entry["talk"].value()) == ("Ett utkast", str(row.series))


@pytest.mark.parametrize("act", ["hold", "miss"])
def test_how_it_went_in_one_press_and_undone(client: Client, kim: User, stay: Stay, act: str) -> None:
    row = put(stay, kim)
    page = at(stay, "talk", row.series)
    assert client.post(page, {"act": act, "version": "1"}).status_code == 302
    with inside(stay.team):
        row.refresh_from_db()
        assert row.state == {"hold": "held", "miss": "missed"}[act]
    assert client.post(page, {"act": "undo", "version": "2"}).status_code == 302
    with inside(stay.team):
        row.refresh_from_db()
        assert row.state == "booked"


def test_cancelled_with_by_whom_and_why_or_told_what_is_missing(
    client: Client, kim: User, stay: Stay
) -> None:
    row = put(stay, kim, NEXT)
    page = at(stay, "talk", row.series)
    answer = client.post(page, {"act": "cancel", "version": "1"})
    assert answer.status_code == 422 and "Choose who asked for it." in answer.content.decode()
    sent = {"act": "cancel", "version": "1", "by": "person", "cancel_reason": "ill"}
    assert client.post(page, sent).status_code == 302
    assert "Cancelled by the participant: illness" in client.get(page).content.decode()


def test_moved_it_stands_at_the_new_time(client: Client, kim: User, stay: Stay) -> None:
    row = put(stay, kim, NEXT, dt.time(9))
    page = at(stay, "talk", row.series)
    moved = typed(
        kim, act="move", version="1", by="team", on_day=str(workday(NEXT + 7 * DAY)), starts_at="13.30"
    )
    assert client.post(page, moved).status_code == 302
    assert [one.state for one in rows(stay.team)] == ["moved", "booked"]
    assert [one.when[:10] for one in client.get(at(stay)).context["coming"]] == [str(workday(NEXT + 7 * DAY))]


def test_the_second_coach_is_told_and_keeps_what_was_typed(
    client: Client, team: Team, kim: User, stay: Stay
) -> None:
    row = put(stay, kim)
    page = at(stay, "talk", row.series)
    other = client_of(make_user("mika", team, Role.TEAM_LEAD))
    client.post(page, {"act": "miss", "version": "1"})
    answer = other.post(page, {"act": "cancel", "version": "1", "by": "person", "cancel_reason": "ill"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "Somebody else has changed the talk" in text and "Kim Prov" in text
    assert hidden(text)["version"] == "2"


def test_a_holiday_asks_once_and_another_day_asks_anew(client: Client, kim: User, stay: Stay) -> None:
    answer = client.post(at(stay), typed(kim, on_day=str(CHRISTMAS), purpose="Julen"))
    text = answer.content.decode()
    assert answer.status_code == 422 and str(CHRISTMAS) in text and "Book it all the same" in text
    assert 'value="Julen"' in text and rows(stay.team) == []
    sure = hidden(text)["sure"]
    other = client.post(at(stay), typed(kim, on_day=str(CHRISTMAS + DAY), sure=sure))
    assert other.status_code == 422  # Boxing Day is another question
    assert client.post(at(stay), typed(kim, on_day=str(CHRISTMAS), sure=sure)).status_code == 302
    assert len(rows(stay.team)) == 1


def test_a_colleague_who_is_taken_is_told_of_without_a_name(
    client: Client, team: Team, kim: User, stay: Stay
) -> None:
    other = make_stay(team, own_id="K-2", enrolled_on=TODAY - 60 * DAY)
    make_consent(team, other.person_id)
    assert client.post(at(other), typed(kim)).status_code == 302
    answer = client.post(at(stay), typed(kim, starts_at="10.30"))
    text = answer.content.decode()
    assert (
        answer.status_code == 422
        and "Kim has something else at 10.00 that day." in text
        and "K-2" not in text
    )
    assert client.post(at(stay), typed(kim, starts_at="11")).status_code == 302  # right after it
    sure = hidden(text)["sure"]
    assert client.post(at(stay), typed(kim, starts_at="10.30", sure=sure)).status_code == 302
    # Moved within its own time it isn't in its own way.
    row = rows(team)[0]
    moved = typed(kim, act="move", version="1", by="team", starts_at="9.15", ends_at="10.15")
    assert client.post(at(other, "talk", row.series), moved).status_code == 302


def test_the_week_shows_it_to_who_sees_the_person_and_a_taken_time_to_others(
    client: Client, team: Team, kim: User, stay: Stay
) -> None:
    put(stay, kim, TODAY, dt.time(9))
    week = reverse("calendar", args=[team.slug])
    assert at(stay, "talk", rows(team)[0].series) in client.get(week).content.decode()
    with inside(team):
        hidden_from_all = make_stay(team, own_id="DOLD-1", enrolled_on=TODAY - 60 * DAY)
    other = make_user("annan", team)
    with inside(team):
        assign_coaches(team=team, coaches={hidden_from_all.person_id: other.pk})
    put(hidden_from_all, kim, TODAY, dt.time(14))
    text = client.get(week).content.decode()
    assert "DOLD-1" not in text and "Busy" in text


def test_the_exit_lists_it_and_it_can_be_called_off(client: Client, kim: User, stay: Stay) -> None:
    row = put(stay, kim, NEXT, dt.time(9))
    page = client.get(at(stay, "way_part", "exit", 4)).content.decode()
    assert at(stay, "talk", row.series) in page and f"{NEXT} at 09.00" in page


def test_the_time_line_tells_what_is_booked_and_what_came_of_it(
    client: Client, kim: User, stay: Stay
) -> None:
    put(stay, kim, NEXT, dt.time(9))
    put(stay, kim, TODAY - 3 * DAY, dt.time(9), state="missed")
    shown = client.get(at(stay, "participant")).context["timeline"]
    told = [(one.day, one.told.title, one.told.text) for one in shown.happenings]
    assert (NEXT, "Individual talk", "") in told and (
        TODAY - 3 * DAY,
        "Individual talk",
        "Nobody came",
    ) in told


def test_silent_no_more_after_a_talk_that_was_held(client: Client, kim: User, stay: Stay) -> None:
    def silent() -> int:
        return len(client.get(reverse("today", args=[stay.team.slug])).context["day"].silent.lines)

    assert silent() == 1
    put(stay, kim, TODAY - 2 * DAY, dt.time(9), state="missed")
    assert silent() == 1  # nobody came: nothing was heard
    put(stay, kim, TODAY - 2 * DAY, dt.time(10), state="held")
    assert silent() == 0


def test_no_representative_and_nobody_of_another_record_reads_it(team: Team, kim: User, stay: Stay) -> None:
    row = put(stay, kim, NEXT)
    board = make_authority()
    make_consent(team, stay.person_id, board, categories=["planning"])
    outside = representative_client(team, board)
    assert outside.get(at(stay)).status_code == 403
    assert outside.get(at(stay, "talk", row.series)).status_code == 403
    page = outside.get(at(stay, "participant")).content.decode()
    assert str(NEXT) not in page
    other = make_stay(team, enrolled_on=TODAY)
    make_consent(team, other.person_id)
    mine = client_of(kim)
    assert mine.get(at(other, "talk", row.series)).status_code == 404
    assert mine.get(at(other, "note_new") + f"?samtal={row.series}").status_code == 404
    assert mine.get(at(stay, "note_new") + "?samtal=x").status_code == 200
    assert mine.get(at(stay, "talk", uuid.uuid4())).status_code == 404


def test_each_reading_is_logged_and_asks_no_more_with_more_rows(
    client: Client, kim: User, stay: Stay
) -> None:
    put(stay, kim, NEXT)
    queries_of(client, at(stay))
    few = queries_of(client, at(stay))
    with inside(stay.team):
        assert ReadEntry.objects.filter(place="page:talks", person_id=stay.person_id).count() >= 2
    for number in range(1, 12):
        put(stay, kim, NEXT + number * DAY)
    assert queries_of(client, at(stay)) == few
