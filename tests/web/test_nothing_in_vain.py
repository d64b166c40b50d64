"""The coach's way as it is walked: what is known isn't asked again, what is left is found, nothing is typed in vain."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.models import PlanStep, ScaleReading, SealedDraft, Stay
from samsteg.participants.referrals.models import Referral
from samsteg.participants.visits.enums import Weekday
from samsteg.participants.visits.models import Visit
from samsteg.participants.way.enums import State, Step
from tests.factories import make_authority, make_consent, make_team
from tests.participants.way.walking import TODAY, bring_to, worker
from tests.web.users import client_of, inside, join, make_user

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)
GO_ON = "Go on with the intake"


@pytest.fixture
def team() -> Team:
    return make_team("Team Provdalen")


@pytest.fixture
def user(team: Team) -> User:
    return make_user("ledare", team, Role.TEAM_LEAD)


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


@pytest.fixture
def head(team: Team, user: User) -> Actor:
    return worker(team, Role.TEAM_LEAD, user_id=user.pk)


def brought(head: Actor, team: Team, state: State) -> Stay:
    stay = bring_to(head, team, state)
    make_consent(team, stay.person_id)
    return stay


def at(name: str, stay: Stay, *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_time_of_ones_own_goes_before_the_slot_that_was_chosen_from_the_start(
    client: Client, team: Team, head: Actor
) -> None:
    stay = brought(head, team, State.REFERRED)
    slot = {"weekday": str(Weekday.TUESDAY), "starts_at": "10", "minutes": "60", "how": "place", "host": ""}
    assert (
        client.post(reverse("visit_slots", args=[team.slug]), {**slot, "valid_from": str(TODAY)}).status_code
        == 302
    )
    form = client.get(at("person_visits", stay)).context["form"]
    proposed = form.initial["slot"]
    assert proposed
    typed = {"kind": "talk", "slot": proposed, "minutes": "60", "how": "digital"}
    half = client.post(at("person_visits", stay), {**typed, "on_day": str(TODAY + WEEK)})
    assert half.status_code == 422  # the time is missing: the slot isn't taken in its place
    whole = {**typed, "on_day": str(TODAY + dt.timedelta(days=3)), "starts_at": "13.30"}
    assert client.post(at("person_visits", stay), whole).status_code == 302
    told = page(client, at("participant", stay))  # the head of every page tells it, and leads there
    assert f"{TODAY + dt.timedelta(days=3)} at 13.30" in told and at("person_visits", stay) in told
    with inside(team):
        visit = Visit.objects.get(team=team)
        assert (visit.on_day, visit.starts_at, visit.slot_id) == (
            TODAY + dt.timedelta(days=3),
            dt.time(13, 30),
            None,
        )


def test_an_intake_that_is_left_for_the_consents_is_found_again(
    client: Client, team: Team, head: Actor
) -> None:
    stay = brought(head, team, State.QUEUE)
    assert GO_ON not in page(client, at("consents", stay))
    left = client.post(at("way_part", stay, Step.ENROL, 1), {"aside": "consents"})
    assert left.headers["Location"] == at("consents", stay)
    back = page(client, at("consents", stay))
    assert GO_ON in back and at("way_part", stay, Step.ENROL, 2) in back
    client.post(at("way_part", stay, Step.ENROL, 5), {"aside": "contact"})
    back = page(client, at("contact", stay))
    assert GO_ON in back and at("way_check", stay, Step.ENROL) in back
    assert "You have begun" in page(client, at("way", stay))
    other = client_of(make_user("kollega", team))
    for name in ("consents", "contact", "way"):
        told = page(other, at(name, stay))
        assert GO_ON not in told and "You have begun" not in told


def test_a_step_that_cannot_be_taken_shows_no_form(client: Client, team: Team, head: Actor) -> None:
    stay = brought(head, team, State.ENROLLED)
    for address in (
        at("way_part", stay, Step.ENROL, 2),
        at("way_check", stay, Step.ENROL),
        at("way_step", stay, Step.PAUSE),
    ):
        told = page(client, address)
        assert (
            "be done now: the participant is" in told
            and "<form" not in told.split("<main")[1].split("</main")[0]
        )
    assert 'name="planned_on"' in page(client, at("way_step", stay, Step.EXTEND))


def test_an_exit_on_trial_is_no_early_exit_until_somebody_says_so(
    client: Client, team: Team, head: Actor
) -> None:
    stay = brought(head, team, State.TRIAL)
    assert 'name="early_exit"' in page(client, at("way_part", stay, Step.EXIT, 1))
    for part, typed in ((1, {"on": str(TODAY), "reason": "studies"}), (2, {}), (3, {}), (4, {})):
        assert client.post(at("way_part", stay, Step.EXIT, part), typed).status_code == 302
    assert client.post(at("way_check", stay, Step.EXIT)).status_code == 302
    with inside(team):
        assert Stay.objects.get(pk=stay.pk).early_exit is False


def test_what_is_booked_ahead_is_told_where_the_stay_ends(client: Client, team: Team, head: Actor) -> None:
    stay = brought(head, team, State.ENROLLED)
    last = at("way_part", stay, Step.EXIT, 4)
    assert "Booked ahead" not in page(client, last)
    meeting = {"kind": "regular", "meeting_on": str(TODAY + WEEK), "meeting_at": "14.30", "form": "digital"}
    assert client.post(at("follow_ups", stay), meeting).status_code == 302
    told = page(client, last)
    assert "Booked ahead" in told and f"{TODAY + WEEK} at 14.30" in told
    cancel = told.split("Booked ahead")[1].split('href="')[1].split('"')[0]
    assert client.get(cancel).status_code == 200
    assert "Booked ahead" not in page(client, at("way_part", stay, Step.EXIT, 3))


@pytest.mark.parametrize("has_consented", [True, False])
def test_whoever_hands_over_stays_with_a_participant_whom_they_still_see(
    team: Team, head: Actor, user: User, has_consented: bool
) -> None:
    stay = bring_to(head, team, State.QUEUE)
    kim, lo = make_user("kim", team), make_user("lo", team)
    assert client_of(user).post(at("way_coach", stay), {"coach_id": str(kim.pk)}).status_code == 302
    if has_consented:
        make_consent(team, stay.person_id)
    after = client_of(kim).post(at("way_coach", stay), {"coach_id": str(lo.pk)})
    there = at("way", stay) if has_consented else reverse("participants", args=[team.slug])
    assert after.headers["Location"] == there
    assert client_of(kim).get(there).status_code == 200


def test_who_refers_is_known_at_the_referral_and_at_the_first_meeting(client: Client, team: Team) -> None:
    fk = make_authority("Försäkringskassan Prov", "forsakringskassan")
    sender = make_user("sam")
    join(team, sender, Role.REFERRER, fk)
    referrer = client_of(sender)
    first = reverse("write_my_referral", args=[team.slug, "vem"])
    form = referrer.get(first).context["form"]
    assert form.initial == form.initial | {"referrer": "fk", "referrer_name": "Sam Prov"}
    steps = {
        "vem": {"referrer": "kaa", "referrer_name": "Sam Skriven"},
        "personen": {"first_name": "Alva", "last_name": "Prov", "born": "1990", "sex": "women"},
        "fragor": {"answer_0": "Att orka mer"},
        "samtycke": {},
        "kontrollera": {},
    }
    for step, typed in steps.items():
        assert referrer.post(reverse("write_my_referral", args=[team.slug, step]), typed).status_code == 302
    again = referrer.get(first).context["form"]
    assert again.initial["referrer"] == "kaa"  # as they called themselves last time
    with inside(team):
        referral = Referral.objects.get(team=team)
    taking = {"version": str(referral.version), "referred_on": str(TODAY)}
    taken = client.post(reverse("take_referral", args=[team.slug, referral.pk]), taking)
    assert taken.status_code == 302
    with inside(team):
        stay = Stay.objects.get(team=team)
    plan = page(client, at("plan_text", stay, "hopes", 0))
    assert "In the referral" in plan and "Att orka mer" in plan
    begun = client.get(at("plan_text", stay, "hopes", 0) + "?svar=0").context["entry"]
    assert begun.initial["text"] == "Att orka mer"
    assert client.get(at("plan_text", stay, "hopes", 0) + "?svar=9").context["entry"].initial["text"] == ""
    booking = client.get(at("follow_ups", stay)).context["entry"]
    assert booking.initial == booking.initial | {"authority_ids": [str(fk.pk)], "contact": "Sam Skriven"}


def half_written(client: Client, stay: Stay, place: str, typed: dict[str, str]) -> str:
    """The form that the draft is led back to."""
    kept = client.post(at("plan_draft", stay), {**typed, "place": place, "keep": "1"})
    assert kept.status_code == 302
    form = page(client, kept.headers["Location"])
    assert "This is your draft" in form and typed["words"] in form and f'value="{place}"' in form
    return str(kept.headers["Location"])


def test_words_at_the_scale_and_at_a_closed_step_are_kept_until_they_are_saved(
    client: Client, team: Team, head: Actor
) -> None:
    stay = brought(head, team, State.ENROLLED)
    scale = {"own": "4", "words": "Jag kommer upp", "read_on": str(TODAY), "version": "0"}
    first = half_written(client, stay, "scale:new", scale)
    assert first == at("plan_scale", stay)
    assert client.get(first).context["entry"].initial["own"] == "4"
    assert "Jag kommer upp" not in page(client_of(make_user("kollega", team)), first)
    assert client.post(first, {**scale, "once": str(uuid.uuid4())}).status_code == 302
    assert "This is your draft" not in page(client, first)
    with inside(team):
        series = ScaleReading.objects.get(team=team).series
    again = half_written(client, stay, f"scale:{series}", {**scale, "words": "Jag kommer ut", "version": "1"})
    assert again == at("plan_scale_correct", stay, series)
    assert client.post(again, {"drop": "1"}).status_code == 302
    assert "Jag kommer ut" not in page(client, again)
    step = {
        "text": "Ringa",
        "agreed_on": str(TODAY),
        "once": str(uuid.uuid4()),
        "category": "planning",
        "version": "0",
    }
    assert client.post(at("plan_step_new", stay, "step"), step).status_code == 302
    with inside(team):
        step_series = PlanStep.objects.get(team=team).series
    closing = {"state": "done", "words": "Det gick bra", "closed_on": str(TODAY), "version": "1"}
    close = half_written(client, stay, f"close:{step_series}", closing)
    assert close == at("plan_step_close", stay, step_series)
    assert client.post(close, closing).status_code == 302
    with inside(team):
        assert not SealedDraft.objects.exists()
    assert client.post(at("plan_draft", stay), {**closing, "place": "close:nothing"}).status_code == 404
