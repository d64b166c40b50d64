"""A person with protected identity who is in a group, at a workplace, at meetings and in the calendar: nobody who isn't
named finds a trace on those pages, in their files or as a count; and whoever was shown before stands in the read log.

`test_protected_everywhere` walks every address of a team where none of these has anybody in it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pypdf import PdfReader

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.core.actor import Participant
from samsteg.core.context import acting, set_context
from samsteg.core.facts import Stamp
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.own_access.enums import Channel, MessageKind
from samsteg.participants.own_access.sending import add_message
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import StepValues
from samsteg.participants.plans.services import agree_step
from samsteg.people.models import Person
from samsteg.people.names import PersonName, save_name
from samsteg.people.services import PersonFacts, save_details
from samsteg.people.vault import vault_to_fill
from tests.access.rows_of_calendar import CALENDAR
from tests.access.rows_of_follow_ups import FOLLOW_UPS
from tests.access.rows_of_groups import GROUPS
from tests.access.rows_of_meetings import MEETINGS
from tests.access.rows_of_placements import PLACEMENTS
from tests.access.test_protected_everywhere import everything_in
from tests.factories import lead, make_authority, make_consent, make_stay, make_team
from tests.web.full_groups import group_keys
from tests.web.full_meetings import meeting_keys
from tests.web.full_team import hold_and_book, work_keys
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
PERSON_ID, OWN_ID = 987_654_321, "HEMLIG-77"  # found wherever they stand
NAME, WORDS = PersonName("Hemliga", "Namnsdotter"), "hemliga ord"
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
MORE = (
    *("today", "participants", "participants_excel", "referrals", "queue", "workbook", "outreach"),
    *("visits", "visit_list", "visits_excel"),
)
# Where the person must be found before: the walk can fail.
SHOWN = (
    "group",
    "group_attendance",
    "roll_call",
    "roll_list",
    "employer",
    "calendar",
    "meeting",
    "meeting_person",
    "hand_over",
    "hand_over_pdf",
    "hand_over_word",
    "team_follow_ups",
    "team_follow_ups_excel",
    "placement",
    "placement_agreement",
    "person_groups",
    "follow_up_extract",
    "today",
)


@dataclass(frozen=True)
class Filled:
    team: Team
    clients: dict[str, Client]
    addresses: dict[str, str]


@pytest.fixture
def filled(db: None) -> Filled:
    team, board = make_team(slug="provdalen"), make_authority("Provmyndigheten")
    head, kim = make_user("ledare", team, Role.TEAM_LEAD), make_user("kim", team)
    stay = _person(team, kim)
    make_consent(team, PERSON_ID, board)
    make_consent(team, PERSON_ID)
    held, booked = hold_and_book(team, stay, board)
    person, of_coach = {"person_id": PERSON_ID}, {"coach_id": kim.pk}
    keys = {
        **group_keys(team, stay),
        **work_keys(team, stay),
        **meeting_keys(team, head, kim),
        **dict.fromkeys(("hand_over", "hand_over_pdf", "hand_over_word"), of_coach),
        **dict.fromkeys(("placements", "placement_new", "follow_ups", "follow_up_note_done"), person),
        "follow_up": {**person, "series": booked},
        "follow_up_extract": {**person, "series": held, "authority_id": board.pk},
    }
    keys["meeting_person"] = {**keys["meeting"], **person}
    _writes(team, kim)
    clients = {"team_lead": client_of(head), "coach": client_of(kim)}
    clients["representative"] = representative_client(team, board)
    return Filled(team, clients, dict(_addresses(team, keys)))


def _person(team: Team, coach: User) -> Stay:
    with inside(team):
        Person.objects.create(pk=PERSON_ID, team=team, own_id="")
        stamp = Stamp(moment=timezone.now(), actor_id=1, source_id=None)
        facts = PersonFacts(sex="women", born_on=dt.date(1987, 6, 5))
        save_details(team=team, persons={PERSON_ID: facts}, stamp=stamp)
        save_name(team=team, person_id=PERSON_ID, name=NAME)
    stay = make_stay(
        team, person=PERSON_ID, own_id=OWN_ID, referred_on=TODAY - 140 * DAY, enrolled_on=TODAY - 120 * DAY
    )
    set_context(None)
    with acting(lead(team)):
        assign_coaches(team=team, coaches={PERSON_ID: coach.pk})
    return stay


def _writes(team: Team, coach: User) -> None:
    """A promise for today's page and the hand-over, and what the participant has sent."""
    with inside(team) as actor:
        own = replace(actor, user_id=coach.pk)
        promise = StepValues(kind=StepKind.PROMISE, text=WORDS, agreed_on=TODAY, due_on=TODAY)
        agree_step(actor=own, team=team, person_id=PERSON_ID, values=promise)
        vault_to_fill(team.pk, PERSON_ID)
        sent, who = {"answer": WORDS}, Participant(team.pk, PERSON_ID)
        add_message(who, MessageKind.ANSWER, Channel.OWN_PAGE, sent, meeting_series=None)


def _addresses(team: Team, keys: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for name in (*GROUPS, *PLACEMENTS, *CALENDAR, *FOLLOW_UPS, *MEETINGS, *MORE):
        try:
            yield name, reverse(name, kwargs={"slug": team.slug, **keys.get(name, {})})
        except NoReverseMatch:  # a button's address, or nobody's
            continue


def traces(answer: HttpResponse, address: str) -> list[str]:
    content = everything_in(answer)
    if content_type(answer) == "application/pdf":
        pages = PdfReader(io.BytesIO(answer.content)).pages
        content += "\n".join(page.extract_text() for page in pages).encode()
    words = [NAME.last, NAME.first, OWN_ID, WORDS]
    if str(PERSON_ID) not in address:  # what is asked for stands in the answer's own links
        words.append(str(PERSON_ID))
    return [word for word in words if word.encode() in content]


def content_type(answer: HttpResponse) -> str:
    return answer.headers.get("Content-Type", "")


def read_count(team: Team) -> int:
    with inside(team):
        return ReadEntry.objects.filter(person_id=PERSON_ID).count()


def walk(filled: Filled, role: str, method: str = "get") -> dict[str, tuple[list[str], int]]:
    """By address, the traces of the person and how many rows of the read log the request left."""
    found = {}
    for name, address in filled.addresses.items():
        with transaction.atomic():
            before = read_count(filled.team)
            answer = getattr(filled.clients[role], method)(address)
            logged = read_count(filled.team) - before
            transaction.set_rollback(True)
        assert answer.status_code < 500, name
        if hits := traces(answer, address):
            found[name] = hits, logged
    return found


def test_whoever_is_shown_stands_in_the_log(filled: Filled) -> None:
    assert len(filled.addresses) > 50
    found = walk(filled, "coach")
    assert set(SHOWN) - set(found) == set()
    assert {name for name, (_hits, logged) in found.items() if not logged} == set()
    in_part = walk(filled, "representative")
    assert {"placements", "follow_ups", "participants"} <= set(in_part)
    assert {name for name, (_hits, logged) in in_part.items() if not logged} == set()


def test_nobody_who_is_not_named_finds_the_person(filled: Filled) -> None:
    counted = _there_now(filled)
    head = User.objects.get(username="ledare")
    actor = replace(lead(filled.team), user_id=head.pk)
    set_context(None)
    with acting(actor):
        set_protection(actor=actor, team=filled.team, person_id=PERSON_ID, level=ProtectionLevel.REGISTRATION)
    set_context(None)
    for role in filled.clients:
        assert walk(filled, role) == {}
    assert walk(filled, "coach", "post") == {}
    assert (counted, _there_now(filled)) == (1, 0)


def _there_now(filled: Filled) -> int:
    """How many the employer's page counts there."""
    page = filled.clients["coach"].get(filled.addresses["employer"])
    return int(page.context["one"].here_now)
