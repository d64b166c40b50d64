"""The day's page: one's own participants alone, logged, and quiet when there is nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import CoachAssignment
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.core.context import set_context
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import note_done
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import write_note
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import StepValues
from samsteg.participants.plans.services import agree_step
from samsteg.participants.referrals.models import CallBack, Referral
from samsteg.participants.referrals.receiving import ask_for_call
from samsteg.participants.referrals.retention import forget_old
from samsteg.participants.referrals.services import end_referral, finish_call
from samsteg.participants.visits.models import Visit
from tests.factories import make_consent, make_stay, make_team
from tests.participants.referrals.makers import make_referral, open_the_form
from tests.participants.way.walking import TODAY, days_ago, worker
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


def own(team: Team, user: User, own_id: str, days: int = 30) -> Stay:
    stay = make_stay(team, own_id=own_id, enrolled_on=days_ago(days))
    make_consent(team, stay.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
    return stay


def page(client: Client, team: Team) -> str:
    answer = client.get(reverse("today", args=[team.slug]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_only_ones_own_silent_ones_are_told_and_logged(team: Team, kim: User) -> None:
    mine, other = own(team, kim, "MIN-1"), own(team, make_user("annan", team), "ANNANS-1")
    new = own(team, kim, "NY-1", days=3)
    html = page(client_of(kim), team)
    assert "MIN-1" in html and "ANNANS-1" not in html and "NY-1" not in html
    assert "1 person silent for 14 days." in html
    with inside(team):
        read = set(ReadEntry.objects.filter(place="page:today").values_list("person_id", flat=True))
    assert read == {mine.person_id} - {other.person_id, new.person_id}


def test_what_one_has_promised_stands_with_its_day(team: Team, kim: User) -> None:
    stay = own(team, kim, "MIN-1", days=3)
    due = TODAY + dt.timedelta(days=2)
    with inside(team):
        values = StepValues(
            kind=StepKind.PROMISE, text="Skicka busskort", agreed_on=TODAY, due_on=due, promised_by_id=kim.pk
        )
        agree_step(
            actor=worker(team, Role.COACH, user_id=kim.pk), team=team, person_id=stay.person_id, values=values
        )
    html = page(client_of(kim), team)
    assert "Skicka busskort" in html and f"by {due}" in html


def test_a_protected_person_is_not_on_the_page(team: Team, kim: User) -> None:
    stay = own(team, kim, "MIN-1")
    own(team, kim, "MIN-2", days=3)
    with inside(team) as actor:
        set_protection(
            actor=replace(actor, user_id=kim.pk),
            team=team,
            person_id=stay.person_id,
            level=ProtectionLevel.MARKED,
        )
    assert "MIN-1" not in page(client_of(kim), team)


def test_a_quiet_day_says_so_and_an_empty_team_says_how_to_begin(team: Team, kim: User) -> None:
    client = client_of(kim)
    answer = client.get(reverse("today", args=[team.slug]))
    assert answer.headers["Location"] == reverse("team", args=[team.slug])
    own(team, kim, "NY-1", days=3)
    assert "nothing is due" in page(client, team)


def test_the_lead_sees_whom_nobody_answers_for(team: Team, lead_client: Client, kim: User) -> None:
    make_stay(team, own_id="ATT-1", referred_on=days_ago(4), enrolled_on=None)
    assert "ATT-1" in page(lead_client, team)
    own(team, kim, "NY-1", days=3)
    assert "ATT-1" not in page(client_of(kim), team)


def quiet(team: Team, user: User) -> list[str]:
    found = client_of(user).get(reverse("today", args=[team.slug])).context["day"].silent
    return [f"{line.title}: {line.meta}" for line in found.lines]


def test_whatever_tells_of_somebody_breaks_the_silence(team: Team, kim: User) -> None:
    """A note, a held meeting, a held visit: of the last fourteen days, and of this stay."""
    stays = {name: own(team, kim, name) for name in ("A", "B", "C", "D")}
    with inside(team) as actor:
        note = {"form": "talk", "category": "planning", "text": "Vi sågs."}
        for name, days in (("A", 13), ("B", 14)):
            write_note(
                actor=actor,
                team=team,
                person_id=stays[name].person_id,
                values=NoteValues(occurred_on=days_ago(days), **note),
            )
        note_done(
            actor=actor,
            team=team,
            person_id=stays["C"].person_id,
            booking=Booking(kind="regular", meeting_on=days_ago(3)),
        )
    assert quiet(team, kim) == [
        "Participant D: Nothing noted yet",
        f"Participant B: Last heard of {days_ago(14)}",
    ]


def test_a_visit_of_the_day_stands_with_its_time(team: Team, kim: User) -> None:
    stay = make_stay(team, own_id="NY-1", referred_on=days_ago(4), enrolled_on=None)
    make_consent(team, stay.person_id)
    other = make_user("annan", team)
    with inside(team):
        for host, at in ((kim, dt.time(13)), (other, dt.time(9)), (None, dt.time(10, 30))):
            Visit.objects.create(
                team=team,
                person_id=stay.person_id,
                stay=stay,
                kind="study_visit",
                form="place",
                on_day=TODAY,
                starts_at=at,
                host_id=host and host.pk,
                recorded_by_id=kim.pk,
            )
    shown = client_of(kim).get(reverse("today", args=[team.slug])).context["day"].comes
    assert [(line.when, line.meta) for line in shown.lines] == [
        ("10.30", "Study visit, at the team"),
        ("13.00", "Study visit, at the team"),
    ]


def test_somebody_new_with_a_coach_waits_for_them_a_week(team: Team, kim: User) -> None:
    queue = make_stay(team, own_id="KO-1", mission_received_on=days_ago(20))
    taken = own(team, make_user("annan", team), "TAGEN-1", days=9)
    own(team, kim, "FIL-1", days=9)
    make_consent(team, queue.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={queue.person_id: kim.pk, taken.person_id: kim.pk})
    html = page(client_of(kim), team)
    waits = html.split('id="lista-waits"')[1].split("</section>")[0]
    assert f"New with you since {TODAY}" in waits
    assert "KO-1" in waits and "TAGEN-1" in waits and "FIL-1" not in waits  # who came by a file was so before
    assert reverse("way", args=[team.slug, queue.person_id]) in waits
    assert reverse("way", args=[team.slug, taken.person_id]) not in waits
    with inside(team):
        assert set(ReadEntry.objects.filter(place="page:today").values_list("person_id", flat=True)) >= {
            queue.person_id,
            taken.person_id,
        }
        CoachAssignment.objects.filter(team=team, valid_to__isnull=True).update(valid_from=days_ago(7))
    assert "New with you" not in page(client_of(kim), team)


def waiting(client: Client, team: Team) -> list[tuple[str, str]]:
    found = client.get(reverse("today", args=[team.slug])).context["day"].waits
    return [(line.title, line.meta) for line in found.lines]


def test_new_referrals_and_calls_wait_for_everybody_and_name_nobody(team: Team, kim: User) -> None:
    own(team, kim, "MIN-1", days=3)
    client = client_of(kim)
    assert waiting(client, team) == []
    first = make_referral(team, "Alva")
    make_referral(team, "Bodil")
    open_the_form(team)
    set_context(None)
    ask_for_call(team=team, name="Anhorig", phone="070-1")
    with inside(team):
        Referral.objects.filter(pk=first).update(received_on=days_ago(4))
        CallBack.objects.update(recorded_at=timezone.now() - dt.timedelta(days=10))
    html = page(client, team)
    assert waiting(client, team) == [
        ("2 new referrals", f"The one that has waited longest came {days_ago(4)}"),
        ("1 wants to be called", f"Call before {TODAY + dt.timedelta(days=20)}. Then the number is erased."),
    ]
    assert not [word for word in ("Alva", "Bodil", "Anhorig", "070-1") if word in html]
    assert reverse("referrals", args=[team.slug]) in html


def test_what_is_taken_care_of_waits_no_more(team: Team, kim: User) -> None:
    own(team, kim, "MIN-1", days=3)
    referral_id = make_referral(team)
    with inside(team) as actor:
        call = CallBack.objects.create(team=team, content_cipher=b"-")
        finish_call(actor=actor, team=team, call_id=call.pk)
        end_referral(actor=actor, team=team, referral_id=referral_id, expected_version=1, reason="no_contact")
    assert waiting(client_of(kim), team) == []


def test_a_number_that_is_erased_waits_no_more_and_the_list_opens(team: Team, kim: User) -> None:
    own(team, kim, "MIN-1", days=3)
    with inside(team):
        CallBack.objects.create(team=team, content_cipher=b"-")
        CallBack.objects.update(recorded_at=timezone.now() - dt.timedelta(days=31))
        assert forget_old(team) == 1
    client = client_of(kim)
    assert waiting(client, team) == []
    assert client.get(reverse("referrals", args=[team.slug])).status_code == 200


def test_another_teams_referrals_are_not_told(team: Team, kim: User) -> None:
    own(team, kim, "MIN-1", days=3)
    make_referral(make_team())
    assert waiting(client_of(kim), team) == []


def test_in_an_empty_team_a_first_referral_is_told(team: Team, kim: User) -> None:
    make_referral(team)
    assert [title for title, _meta in waiting(client_of(kim), team)] == ["1 new referral"]
