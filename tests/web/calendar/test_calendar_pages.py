"""The week and the day as pages: who is named to whom, what the pages ask of the database, and what is kept."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.activities.calendar.enums import EntryKind
from samsteg.activities.calendar.models import Presence, TeamEvent
from samsteg.activities.calendar.records import Entry
from samsteg.activities.calendar.rules import monday_of
from samsteg.activities.calendar.selectors import uid_of
from samsteg.audit.models import ReadEntry
from samsteg.core.actor import Actor
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.organisation.models import Team
from samsteg.people.names import PersonName, save_name
from samsteg.reports.render import render_pdf
from samsteg.web.calendar.week import days_of
from tests.factories import make_stay
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FORM = {"kind": "other", "starts_on": str(TODAY), "minutes": "60", "rhythm": "once"}


def seeing(actor: Actor, team: Team) -> Actor:
    return replace(actor, team_access={team.pk: "whole_team"})


def meeting(team: Team, owner: User, first: str, at: dt.time = dt.time(10)) -> int:
    stay = make_stay(team)
    with inside(team) as actor:
        assign_coaches(team=team, coaches={stay.person_id: owner.pk})
        save_name(team=team, person_id=stay.person_id, name=PersonName(first, "Prov"))
        booking = Booking(kind="sip", meeting_on=TODAY, meeting_at=at, form="team")
        book(actor=seeing(actor, team), team=team, person_id=stay.person_id, booking=booking)
    return stay.person_id


def text_of(client: Client, team: Team, query: str = "", name: str = "calendar") -> str:
    answer = client.get(reverse(name, args=[team.slug]) + query)
    assert answer.status_code == 200
    page = answer.content.decode().replace("\u201cBusy\u201d", "")  # as every week explains the word
    return re.sub(r"\s+", " ", page)


def test_who_sees_the_person_reads_the_name_others_that_a_colleague_is_busy(team: Team) -> None:
    mine, other = make_user("kim", team), make_user("lo", team)
    person_id = meeting(team, mine, "Alva")
    assert "Alva Prov" in text_of(client_of(mine), team)
    seen_by_other = text_of(client_of(other), team)
    assert "Alva" not in seen_by_other and f"/{person_id}/" not in seen_by_other
    assert "Busy" in seen_by_other and "Kim" in seen_by_other
    with inside(team):
        logged = ReadEntry.objects.filter(team_id=team.pk, place="page:calendar")
        assert set(logged.values_list("actor_id", "person_id")) == {(mine.pk, person_id)}


def test_a_protected_persons_meeting_is_a_time_taken_for_the_coach_and_nothing_for_others(team: Team) -> None:
    """Where everybody is seen by all, a time that is taken for nobody would tell of whom no list tells."""
    mine, other = make_user("kim", team), make_user("lo", team)
    person_id = meeting(team, mine, "Alva")
    with inside(team) as actor:
        set_protection(
            actor=replace(actor, user_id=mine.pk),
            team=team,
            person_id=person_id,
            level=ProtectionLevel.MARKED,
        )
    for query in ("", f"?dag={TODAY}"):
        page = text_of(client_of(mine), team, query)
        assert "Alva" not in page and f"/{person_id}/" not in page and "Busy" in page
        assert "Busy" not in text_of(client_of(other), team, query)


def test_the_sheet_for_the_wall_names_nobody(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = make_user("kim", team)
    meeting(team, mine, "Alva")
    kept: list[Any] = []
    monkeypatch.setattr(
        "samsteg.web.calendar.sheet.render_pdf",
        lambda document: kept.append(document) or render_pdf(document),
    )
    client = client_of(mine)
    answer = client.get(reverse("week_sheet", args=[team.slug]))
    assert answer["Content-Type"] == "application/pdf"
    assert "Alva" not in repr(kept) and "10.00 Talk" in repr(kept) and "Kim" in repr(kept)


def test_an_event_that_names_a_participant_is_refused_on_its_page(team: Team) -> None:
    mine = make_user("kim", team, Role.TEAM_LEAD)
    meeting(team, mine, "Alva")
    client, address = client_of(mine), reverse("calendar_event_new", args=[team.slug])
    typed = {**FORM, "title": "Samtal om Alva Prov", "place": "Stora rummet"}
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "names a participant" in page
    assert "Samtal om Alva Prov" in page and "Stora rummet" in page  # nothing typed is lost
    assert client.post(address, {**typed, "title": "Samtal"}).status_code == 302
    assert [one.title for one in TeamEvent.objects.filter(team=team)] == ["Samtal"]


def test_what_was_written_before_somebody_was_known_is_not_printed_on_the_sheet(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = make_user("kim", team, Role.TEAM_LEAD)
    kept: list[Any] = []
    client = client_of(mine)
    client.post(reverse("calendar_event_new", args=[team.slug]), {**FORM, "title": "Om Alva Prov"})
    client.post(reverse("calendar_event_new", args=[team.slug]), {**FORM, "title": "Teamlunch"})
    monkeypatch.setattr(
        "samsteg.web.calendar.sheet.render_pdf",
        lambda document: kept.append(document) or render_pdf(document),
    )
    sheet = reverse("week_sheet", args=[team.slug])
    client.get(sheet)
    assert "Om Alva Prov" in repr(kept)  # nobody of that name is known
    kept.clear()
    meeting(team, mine, "Alva")
    for title in (
        "Samtal Alva",
        "Alvas samtal om resor",
        "Samtal A. Prov",
    ):  # the form lets one name alone through
        client.post(reverse("calendar_event_new", args=[team.slug]), {**FORM, "title": title})
    client.get(sheet)
    assert TeamEvent.objects.filter(team=team, title__contains="amtal").count() == 3
    shown = [name for name in ("Alva", "Prov.", "A. Prov", "resor") if name in repr(kept)]
    assert not shown, repr(kept)
    assert "Teamlunch" in repr(kept) and "Something else" in repr(kept)


def test_the_page_asks_no_more_for_ten_meetings_than_for_one(team: Team) -> None:
    mine = make_user("kim", team)
    client = client_of(mine)
    address = reverse("calendar", args=[team.slug])

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    meeting(team, mine, "Alva")
    client.post(reverse("calendar_event_new", args=[team.slug]), {**FORM, "title": "Ett"})
    few = asked()
    for number in range(9):
        meeting(team, mine, f"Nr{number}", dt.time(8 + number))
        client.post(reverse("calendar_event_new", args=[team.slug]), {**FORM, "title": f"Nr {number}"})
    assert asked() == few


def test_filters_show_one_person_or_one_kind(team: Team) -> None:
    mine, other = make_user("kim", team), make_user("lo", team)
    meeting(team, mine, "Alva")
    client = client_of(mine)
    client.post(
        reverse("calendar_event_new", args=[team.slug]),
        {**FORM, "title": "Handledning", "user_ids": [other.pk]},
    )
    assert "Alva" in text_of(client, team, f"?dag={TODAY}&person={mine.pk}")
    of_other = text_of(client, team, f"?dag={TODAY}&person={other.pk}")
    assert "Alva" not in of_other and "Handledning" in of_other
    assert "Handledning" not in text_of(client, team, f"?dag={TODAY}&visa=meeting")
    everything = text_of(client, team, f"?dag={TODAY}&visa=nothing&person=x")
    assert "Alva" in everything and "Handledning" in everything


def test_one_press_in_the_morning(team: Team, coach_client: Client) -> None:
    address = reverse("check_in", args=[team.slug])
    assert coach_client.post(address, {"state": "home"}).status_code == 302
    coach_client.post(address, {"state": "in", "next": "today"})
    with inside(team):
        assert list(Presence.objects.values_list("on_day", "state")) == [(TODAY, "in")]
    assert coach_client.post(address, {"state": "ill"}).status_code == 409


def test_a_refused_event_keeps_what_was_typed(team: Team, coach_client: Client) -> None:
    typed = {
        **FORM,
        "title": "Grupphandledning",
        "rhythm": "weekly",
        "until_on": str(TODAY + dt.timedelta(weeks=80)),
    }
    answer = coach_client.post(reverse("calendar_event_new", args=[team.slug]), typed)
    assert answer.status_code == 422
    assert b"Grupphandledning" in answer.content and b"53 weeks" in answer.content
    with inside(team):
        assert not TeamEvent.objects.exists()


def test_the_lead_is_reminded_of_what_is_due_and_a_coach_is_not(team: Team, lead_client: Client) -> None:
    make_stay(team, enrolled_on=TODAY)
    soon = TODAY + dt.timedelta(days=3)
    wheel = reverse("year_wheel", args=[team.slug])
    assert lead_client.post(wheel, {"title": "Delrapport", "day": f"{soon:%m-%d}"}).status_code == 302
    assert "Delrapport" in text_of(lead_client, team, name="today")
    coach = client_of(make_user("kim", team, Role.COACH))
    assert "Delrapport" not in coach.get(reverse("today", args=[team.slug])).content.decode()
    assert coach.post(wheel, {"title": "Annat", "day": "01-01"}).status_code == 403


def entry(at: str, minutes: int = 60) -> Entry:
    return Entry(
        uid=uid_of("prov", at),
        kind=EntryKind.TEAM,
        on=TODAY,
        at=dt.time.fromisoformat(at),
        minutes=minutes,
        label="Prov",
    )


def test_a_day_is_an_agenda_in_order_whatever_overlaps() -> None:
    times = {"13:00": 60, "09:00": 120, "06:00": 60, "11:59": 2, "12:00": 30, "09:30": 60, "23:30": 60}
    entries = [replace(entry(at, minutes), on=monday_of(TODAY)) for at, minutes in times.items()]
    with translation.override("en"):
        (day, empty) = days_of(
            [monday_of(TODAY), monday_of(TODAY) + dt.timedelta(days=1)],
            entries,
            staff={},
            wheel=[],
            today=TODAY,
        )
    morning, afternoon = day.halves
    assert [box.span for box in morning] == ["06.00–07.00", "09.00–11.00", "09.30–10.30", "11.59–12.01"]
    assert [box.span for box in afternoon] == ["12.00–12.30", "13.00–14.00", "23.30"]  # past midnight
    assert len(day.timed) == len(entries) and not day.is_empty
    assert empty.is_empty and empty.halves == ((), ())
    open_end = replace(entries[0], is_end_known=False)  # a follow-up: how long it takes isn't kept
    with translation.override("en"):
        (day,) = days_of([monday_of(TODAY)], [open_end], staff={}, wheel=[], today=TODAY)
    assert [box.span for box in day.timed] == ["13.00"]
