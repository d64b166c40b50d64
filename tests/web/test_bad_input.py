"""What nobody should send and people do: pasted documents, names in every script, the button pressed twice."""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from samsteg.access.consent_models import Consent
from samsteg.access.enums import Role
from samsteg.follow_ups.rules import workday
from samsteg.organisation.models import Team
from samsteg.participants.referrals.models import Referral, ReferralDraft
from samsteg.participants.way.enums import State, Step
from tests.factories import make_authority, make_consent, make_stay, make_team
from tests.participants.referrals.makers import make_referral, open_the_form
from tests.participants.way.walking import bring_to, worker
from tests.web.story import (
    CONSENT,
    HOPES,
    LEAVES,
    MEETING,
    NOTE,
    SCALE,
    Person,
)
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
# As out of a word processor: smart quotes, bullets, soft hyphens, hard spaces, a vertical tab, emoji, two scripts.
PIECE = (
    "\u201dSmart\u201d \u2022\u00a0punkt\r\n\u2013 streck\u00ad et \u2026 \U0001f642"
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 "
    "\u0645\u0631\u062d\u0628\u0627 \u4f60\u597d\u000bslut <b>fet</b>\r\n"
)
PASTED = (PIECE * (50_000 // len(PIECE.encode()) + 1))[:40_000]
NAMES = (
    "\u0645\u0631\u064a\u0645",  # from the right
    "\u05d3\u05d5\u05d3 \u05db\u05d4\u05df",
    "Zoe\u0308 A\u030ase",  # put together of letters and marks
    "\u4f1f \u5c0f\u660e",
    "\u0421\u0432\u0456\u0442\u043b\u0430\u043d\u0430",
    "\u0e1e\u0e23\u0e17\u0e34\u0e1e\u0e22\u0e4c",
    "O'Brien-\u00c5kesson <i>",
    "\U0001f33b Sol",
)


@pytest.fixture
def team() -> Team:
    return make_team("Team Provdalen", slug="provdalen")


@pytest.fixture
def lead(team: Team) -> Client:
    return client_of(make_user("mika", team, Role.TEAM_LEAD))


@pytest.fixture
def enrolled(team: Team) -> Person:
    stay = make_stay(team, referred_on=TODAY - 60 * DAY, enrolled_on=TODAY - 40 * DAY)
    make_consent(team, stay.person_id)
    return Person(team, stay.person_id)


def at_state(team: Team, state: State) -> Person:
    return Person(team, bring_to(worker(team, Role.TEAM_LEAD), team, state).person_id)


def hidden(client: Client, address: str) -> dict[str, str]:
    """What the page itself sends along: versions and the marks of one form."""
    page = client.get(address).content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {
        name: html.unescape(value)
        for name, value in found
        if name not in ("csrfmiddlewaretoken", "q", "straight")
    }


def words_of(text: str) -> list[str]:
    """What a reader would miss: words in order, whatever becomes of spaces and signs that can't be seen."""
    return re.findall(r"[^\W_]+", html.unescape(text).replace("\u00ad", ""))


# A long text from a word processor

TEXTS: dict[str, tuple[tuple[Any, ...], str, dict[str, Any]]] = {
    "note": (("notes",), "text", {**NOTE, "source_id": ""}),
    "plan": (("plan_text", "hopes", 0), "text", HOPES),
    "step": (("plan_step_new", "step"), "text", {"category": "planning"}),
    "around": (("around_new",), "remark", {"role": "Nurse", "name": "Prov"}),
    "own words": (("way_part", Step.EXIT, 3), "own_words", {}),
}


@pytest.mark.parametrize("name", list(TEXTS))
def test_a_long_paste_is_kept_whole_or_given_back_whole(lead: Client, enrolled: Person, name: str) -> None:
    place, field, more = TEXTS[name]
    address = enrolled.at(*place)
    answer = lead.post(address, {**hidden(lead, address), **more, field: PASTED}, follow=True)
    assert answer.status_code in (200, 422), answer.status_code
    page = answer.content.decode()
    if name == "own words" and answer.status_code == 200:
        page = lead.get(address).content.decode()  # the draft
    told = re.sub(r"<[^>]*>", " ", page)
    assert "<b>fet</b>" not in page
    there, wanted = words_of(told), words_of(re.sub(r"<[^>]*>", " ", html.escape(PASTED)))
    assert "\u0645\u0631\u062d\u0628\u0627" in there
    assert there.count("Smart") >= wanted.count("Smart"), "some of the text is lost"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_comes_back_as_it_was(team: Team, lead: Client, name: str) -> None:
    pk = make_referral(team, name, sex="women", born="1990")
    take = f"/team/{team.slug}/deltagare/nya/{pk}/ta-hand-om/"
    answer = lead.post(take, {"version": "1", "referred_on": TODAY.isoformat()}, follow=True)
    assert answer.status_code == 200
    with inside(team):
        person = Person(team, Referral.objects.get(pk=pk).person_id or 0)

    page = lead.get(person.at("participant")).content.decode()
    assert html.escape(unicodedata.normalize("NFC", name)) in page


# Pressed twice

Setup = Callable[[Team], Person]
Case = tuple[State | None, tuple[Any, ...], dict[str, Any], str]
EARLIER = {"on": str(TODAY - DAY)}
NOTED_VISIT = {**EARLIER, "starts_at": "13.30", "minutes": "60", "how": "place", "outcome": "wants"}
TALK = {"on_day": str(workday(TODAY)), "starts_at": "14.30", "how": "walk", "purpose": "Bussen"}
TWICE: dict[str, Case] = {
    "note": (State.ENROLLED, ("notes",), {**NOTE, "source_id": ""}, "participants.Note"),
    "plan": (State.ENROLLED, ("plan_text", "hopes", 0), HOPES, "participants.PlanText"),
    "step": (
        State.ENROLLED,
        ("plan_step_new", "step"),
        {"text": "Ring", "category": "planning", "agreed_on": str(TODAY)},
        "participants.PlanStep",
    ),
    "scale": (State.ENROLLED, ("plan_scale",), SCALE, "participants.ScaleReading"),
    "around": (
        State.ENROLLED,
        ("around_new",),
        {"role": "Nurse", "name": "Prov"},
        "participants.PersonAround",
    ),
    "effort": (
        State.ENROLLED,
        ("effort_new",),
        {"code": "adult_education", "started_on": str(TODAY)},
        "participants.ParallelEffort",
    ),
    "follow-up": (State.ENROLLED, ("follow_ups",), MEETING, "follow_ups.FollowUp"),
    "talk": (State.ENROLLED, ("talks",), TALK, "follow_ups.Talk"),
    "visit": (
        State.REFERRED,
        ("person_visits",),
        {
            "kind": "talk",
            "on_day": str(TODAY),
            "starts_at": "13.30",
            "minutes": "60",
            "how": "place",
            "slot": "",
        },
        "participants.Visit",
    ),
    "study visit": (State.REFERRED, ("way_step", Step.VISIT), NOTED_VISIT, "participants.StayEvent"),
    "mission": (State.VISITED, ("way_step", Step.RECEIVE_MISSION), EARLIER, "participants.StayEvent"),
    "pause": (
        State.QUEUE,
        ("way_step", Step.PAUSE),
        {**EARLIER, "reason": "away"},
        "participants.QueuePause",
    ),
    "no start": (
        State.QUEUE,
        ("way_step", Step.END_REFERRAL),
        {**EARLIER, "reason": "declined"},
        "participants.StayEvent",
    ),
    "coach": (State.ENROLLED, ("way_coach",), {}, "access.CoachAssignment"),
}


@pytest.mark.parametrize("name", list(TWICE))
def test_a_form_sent_twice_is_one_thing(team: Team, name: str) -> None:
    """The same form, hidden fields and all, as two clicks send it: the second adds nothing and is answered."""
    state, place, typed, label = TWICE[name]
    mika = make_user("mika", team, Role.TEAM_LEAD)
    client = client_of(mika)
    head = worker(team, Role.TEAM_LEAD, user_id=mika.pk)
    person = Person(team, bring_to(head, team, state or State.ENROLLED).person_id)
    with inside(team):
        make_consent(team, person.person_id)
    address = person.at(*place)
    sent = {**hidden(client, person.at("way") if name == "coach" else address), **typed}
    if name == "coach":
        sent["coach_id"] = str(make_user("kim", team).pk)
    if name == "talk":
        sent["coach_id"] = str(mika.pk)
    model = apps.get_model(label)

    def rows() -> int:
        with inside(team):
            return int(model._default_manager.filter(team=team).count())

    before = rows()
    first = client.post(address, sent)
    assert first.status_code == 302, (
        first.status_code,
        re.findall(r"s-err[^>]*>([^<]*)", first.content.decode()),
    )
    once = rows()
    assert once > before
    again = client.post(address, sent)
    assert again.status_code < 500
    assert rows() == once, "the second click made another"


def test_a_consent_given_twice_is_one(team: Team, lead: Client, enrolled: Person) -> None:
    board = make_authority("Provnämnden")
    address = enrolled.at("give_consent", kind="secrecy")
    sent = {**hidden(lead, address), **CONSENT, "receivers": ["own", str(board.pk)]}
    assert lead.post(address, sent).status_code == 302
    with inside(team):
        once = Consent.objects.filter(team=team).count()
    assert lead.post(address, sent).status_code < 500
    with inside(team):
        assert Consent.objects.filter(team=team).count() == once


def test_a_stay_closed_twice_says_what_it_is_now(team: Team) -> None:
    mika = make_user("mika", team, Role.TEAM_LEAD)
    client = client_of(mika)
    stay = bring_to(worker(team, Role.TEAM_LEAD, user_id=mika.pk), team, State.ENROLLED)
    person = Person(team, stay.person_id)
    for part, typed in LEAVES.items():
        assert client.post(person.at("way_part", Step.EXIT, part), typed).status_code == 302
    assert client.post(person.at("way_check", Step.EXIT)).status_code == 302
    late = client.post(person.at("way_check", Step.EXIT), follow=True)
    assert late.status_code in (200, 409, 422)
    with inside(team):
        stay.refresh_from_db()
        assert stay.exited_on == TODAY
        events = stay.events.filter(kind="exited", superseded_at__isnull=True)
        assert events.count() == 1


def test_a_draft_of_the_open_form_that_is_too_old_says_so_and_lets_one_begin(team: Team) -> None:
    """An expired link: the same answer as for one that never was, with the way on."""
    open_the_form(team)
    nobody = Client(headers={"accept-language": "en"})
    first = f"/uppdrag/{team.slug}/english/"
    nobody.post(f"{first}steg/vem/", {"referrer": "self"})
    page = nobody.get(f"{first}spara/").content.decode()
    assert "Choose a code" in page
    saved = nobody.post(f"{first}spara/", {"code": "en lang kod"}).content.decode()
    handle = re.search(r"<strong>([a-z0-9]{5}-[a-z0-9]{5})</strong>", saved)
    assert handle
    with inside(team):
        ReferralDraft.objects.filter(team=team).update(begun_at=timezone.now() - 15 * DAY)
    answer = nobody.post(f"{first}fortsatt/", {"handle": handle[1], "code": "en lang kod"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Drafts are kept for 14 days" in said and first in said and handle[1] in said
