"""One person's way from call to exit, by pages alone and without scripts: two coaches, a referrer, a representative,
and a consent that is withdrawn in the middle. At the end the figures and the workbook tell of it."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import Step
from samsteg.statistics.values import Period
from tests.factories import make_authority, make_team
from tests.statistics.asking import ask
from tests.web.representatives import representative_client
from tests.web.story import (
    BEGIN,
    CONSENT,
    HELD,
    HOPES,
    LEAVES,
    MEANS,
    MEETING,
    MISSION,
    NAME,
    NOTE,
    REFERRAL,
    SCALE,
    STARTED,
    TAKING,
    TODAY,
    VISIT,
    Person,
)
from tests.web.users import client_of, inside, join, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team("Team Provdalen")


@pytest.fixture
def fk() -> Authority:
    return make_authority("Försäkringskassan Provdalen", "fk")


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


def ok(answer: Any, text: str = "") -> str:
    """The page that a redirect led to, or the one that was asked for; `text` stands on it."""
    page = str(answer.content.decode())
    assert answer.status_code == 200, (answer.status_code, re.findall(r"s-err[^>]*>([^<]*)", page))
    assert text in page, text
    return page


def refer(team: Team, fk: Authority) -> None:
    """A handläggare signs in and writes the referral, step by step."""
    user = make_user("handlaggare")
    join(team, user, Role.REFERRER, fk)
    client = client_of(user)
    for step, typed in REFERRAL.items():
        ok(client.post(reverse("write_my_referral", args=[team.slug, step]), typed, follow=True))
    page = ok(client.get(reverse("my_referrals", args=[team.slug])), "Received")
    assert "Kim" not in page  # no more than that it has come


def take_in(lead: Client, team: Team) -> Person:
    """The team lead finds it, and it becomes a stay."""
    page = ok(lead.get(reverse("referrals", args=[team.slug])), "Alva")
    found = re.search(r"/deltagare/nya/(\d+)/", page)
    assert found
    referral_id = int(found[1])
    typed = {"version": "1", **TAKING}
    ok(
        lead.post(reverse("take_referral", args=[team.slug, referral_id]), typed, follow=True),
        "taken care of",
    )
    with inside(team):
        person = Person(team, Stay.objects.get(team=team).person_id)
    ok(lead.get(person.at("person_visits")), NAME)
    return person


def start(kim: Client, person: Person, coach: User) -> None:
    """Visit, mission and enrolment, with a trial period."""
    ok(kim.post(person.at("way_step", Step.VISIT), VISIT, follow=True), "The study visit is noted.")
    ok(kim.post(person.at("way_step", Step.RECEIVE_MISSION), MISSION, follow=True))
    begin = {**BEGIN, "coach_id": str(coach.pk)}
    ok(kim.post(person.at("way_part", Step.ENROL, 2), begin, follow=True))
    ok(kim.post(person.at("way_part", Step.ENROL, 4), MEANS, follow=True))
    ok(kim.post(person.at("way_check", Step.ENROL), follow=True), "Enrolled. Book the first follow-up")


def let_know(kim: Client, person: Person, fk: Authority) -> int:
    """The person lets FK know of the planning; the team reads the record as before."""
    consent = {**CONSENT, "receivers": ["own", str(fk.pk)]}
    ok(kim.post(person.at("give_consent", kind="secrecy"), consent, follow=True))
    found = re.findall(r"/samtycken/(\d+)/", ok(kim.get(person.at("consents"))))
    return int(found[0])


def work_together(kim: Client, lead: Client, person: Person) -> None:
    """Plan, scale, note and follow-up; the second who writes the same part is told who was first."""
    hopes = {**HOPES, "version": "0"}
    ok(kim.post(person.at("plan_text", "hopes", 0), hopes, follow=True), "Att orka gå upp.")
    late = lead.post(person.at("plan_text", "hopes", 0), {**hopes, "text": "Att hitta lugn."})
    assert late.status_code == 422
    assert "Kim" in late.content.decode() and "Att hitta lugn." in late.content.decode()
    ok(kim.post(person.at("plan_scale"), {**SCALE, "version": "0"}, follow=True))
    note = {**NOTE, "source_id": ""}
    ok(kim.post(person.at("notes"), note, follow=True), "Vi promenerade.")
    page = ok(kim.post(person.at("follow_ups"), MEETING, follow=True), "14.30")
    series = re.search(r"uppfoljningar/([0-9a-f-]{36})/", page)
    assert series
    held = {"version": "1", **HELD}
    ok(kim.post(person.at("follow_up", series[1]), held, follow=True), "The minutes are saved.")


def leave(kim: Client, person: Person) -> None:
    for part, typed in LEAVES.items():
        ok(kim.post(person.at("way_part", Step.EXIT, part), typed, follow=True))
    ok(kim.post(person.at("way_check", Step.EXIT), follow=True), "The exit is noted.")


def test_from_the_call_to_the_exit(team: Team, fk: Authority, kim: User) -> None:
    mika = make_user("mika", team, Role.TEAM_LEAD)
    lead = client_of(mika)
    coach = client_of(kim)
    refer(team, fk)
    person = take_in(lead, team)
    ok(coach.get(person.at("participant")), NAME)  # nobody's yet, and open to the division of new referrals
    ok(lead.post(person.at("way_coach"), {"coach_id": str(kim.pk)}, follow=True))
    ok(coach.get(person.at("participant")), NAME)
    start(coach, person, kim)
    assert (
        lead.get(person.at("participant")).status_code == 404
    )  # the consent to the division has ended with the start, and there is no other to the team
    representative = representative_client(team, fk, "robin")
    assert representative.get(person.at("participant")).status_code == 404
    consent_id = let_know(coach, person, fk)
    work_together(coach, lead, person)
    ok(lead.get(person.at("participant")), NAME)
    page = ok(representative.get(person.at("participant")), NAME)
    assert "Sickness benefit" not in page  # income isn't opened
    ok(coach.get(reverse("today", args=[team.slug])))
    ok(coach.post(person.at("end_consent", consent_id=consent_id), {"how": "withdrawn"}, follow=True))
    assert representative.get(person.at("participant")).status_code == 404
    before = timezone.now()
    leave(coach, person)
    ok(coach.get(person.at("participant")), "Exited")
    check_figures(team, before)
    # No consent to the team is left: the lead exports whom the lead answers for.
    ok(coach.post(person.at("way_coach"), {"coach_id": str(mika.pk)}, follow=True))
    check_workbook(lead, team)


def check_figures(team: Team, before: dt.datetime) -> None:
    first = min(STARTED, TODAY).replace(month=1, day=1)
    found = ask(team, Period(first, TODAY))
    told = {
        "flow.new": 1,
        "flow.exits": 1,
        "exits.studies": 1,
        "results.count": 1,
        "study_visits.started": 1,
        "new.income.sickness_benefit": 1,
        "new.referrer.fk": 1,
        "follow_up.held": 1,
    }
    assert {code: found[code].value for code in told} == told
    then = ask(team, Period(first, TODAY), as_of=before)
    assert (then["flow.new"].value, then["flow.exits"].value) == (1, 0)  # as it was known before the exit


def check_workbook(lead: Client, team: Team) -> None:
    """What goes out has the story's dates."""
    answer = lead.get(reverse("workbook", args=[team.slug]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    heads = [cell.value for cell in book["Ärenden"][1]]
    row = dict(zip(heads, next(book["Ärenden"].iter_rows(min_row=2, values_only=True)), strict=True))
    assert (row["Avslutsorsak"], row["Inskriven"].date()) == ("studier", STARTED)
