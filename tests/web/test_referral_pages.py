"""Referrals and visits as pages: written in steps, sent once, read by the right ones, answered alike to everybody."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.models import CallBack, Referral, ReferralDraft, ReferralFile
from samsteg.participants.referrals.rules import ReferralRefused
from samsteg.participants.visits.models import Visit
from samsteg.web.referrals import forms
from tests.factories import make_authority, make_stay, make_team
from tests.participants.referrals.makers import make_referral, open_the_form
from tests.reports.pictures import png
from tests.web.users import client_of, inside, join, make_user, queries_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
STEPS: dict[str, dict[str, str]] = {
    "vem": {"referrer": "soc", "referrer_name": "Lo Handläggare", "received_on": TODAY.isoformat()},
    "personen": {"first_name": "Åsa", "last_name": "Prov", "born": "1990-05-17", "sex": "women"},
    "fragor": {"answer_0": "Att orka mer.\nOch sova.", "answer_2": "4"},
    "samtycke": {"consent_visit": "on", "consent_form": "oral"},
}


@pytest.fixture
def team() -> Team:
    return make_team(slug="provdalen")


@pytest.fixture
def lead(team: Team) -> Client:
    return client_of(make_user("ledare", team, Role.TEAM_LEAD))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("samsteg.web.open_form.guards.SHORTEST", 0)
    yield


def write(client: Client, name: str, *args: str, steps: dict[str, dict[str, str]] = STEPS) -> None:
    """All steps but the last."""
    for step, typed in steps.items():
        answer = client.post(reverse(name, args=[*args, step]), typed)
        assert answer.status_code == 302, answer.content.decode()


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_team_writes_one_in_and_takes_care_of_it(team: Team, lead: Client) -> None:
    write(lead, "write_referral", team.slug)
    check = reverse("write_referral", args=[team.slug, "kontrollera"])
    page = text(lead.get(check))
    assert "Åsa" in page and "Att orka mer." in page
    sent = lead.post(check)
    again = lead.post(check)  # a double click
    assert (sent.status_code, again.headers["Location"]) == (302, reverse("referrals", args=[team.slug]))
    with inside(team):
        referral = Referral.objects.get()
        assert (referral.channel, referral.referrer, referral.consent_visit) == ("team", "soc", True)
    assert "Åsa Prov" in text(lead.get(reverse("referrals", args=[team.slug])))
    take = reverse("take_referral", args=[team.slug, referral.pk])
    form = {"version": "1", "referred_on": TODAY.isoformat(), "mission_received_on": TODAY.isoformat()}
    answer = lead.post(take, form)
    assert answer.status_code == 302, text(answer)
    assert lead.post(take, form).headers["Location"] == reverse("referral", args=[team.slug, referral.pk])
    with inside(team):
        stay = Stay.objects.get()
        assert (stay.referred_on, stay.mission_received_on) == (TODAY, TODAY)
    page = text(lead.get(reverse("referral", args=[team.slug, referral.pk])))
    assert "Och sova." in page


def test_nothing_typed_is_lost(team: Team, lead: Client) -> None:
    """Neither by a fault nor by leaving, and nobody else sees it."""
    person = reverse("write_referral", args=[team.slug, "personen"])
    answer = lead.post(person, {"first_name": "", "born": "i våras", "reach": "Ring <b>inte</b>"})
    assert answer.status_code == 422
    assert 'value="i våras"' in text(answer) and "&lt;b&gt;inte" in text(answer)
    answer = lead.post(person, {"first_name": "Åsa", "born": "i våras", "later": "1"})
    assert answer.status_code == 302
    assert 'value="i våras"' in text(lead.get(person))
    other = client_of(make_user("kollega", team))
    assert 'value="i våras"' not in text(other.get(person))
    check = reverse("write_referral", args=[team.slug, "kontrollera"])
    assert lead.get(check).headers["Location"].endswith("/vem/")  # the first step with a fault
    lead.post(person, {"drop": "1"})
    with inside(team):
        assert not ReferralDraft.objects.exists()


@pytest.mark.parametrize("born", ["2190-01-01", "1850", "0000", "90-02-31", "idag"])
def test_a_birth_that_cannot_be_is_told(team: Team, lead: Client, born: str) -> None:
    answer = lead.post(
        reverse("write_referral", args=[team.slug, "personen"]), {"first_name": "Åsa", "born": born}
    )
    assert answer.status_code == 422 and "id_born_error" in text(answer)


def test_two_colleagues_at_once(team: Team, lead: Client) -> None:
    pk = make_referral(team, sex="women", born="1990")
    take, end = (reverse(name, args=[team.slug, pk]) for name in ("take_referral", "end_referral"))
    assert lead.post(end, {"version": "7", "reason": "twice"}).status_code == 422
    answer = lead.post(take, {"version": "7", "referred_on": "2026-01-07"})
    assert answer.status_code == 422 and 'value="2026-01-07"' in text(answer)
    with inside(team):
        assert Referral.objects.get().status == "received"


def test_a_coach_takes_care_of_one_and_the_lead_allocates(team: Team) -> None:
    coach = client_of(make_user("handledare", team))
    pk = make_referral(team, sex="women", born="1990")
    answer = coach.post(
        reverse("take_referral", args=[team.slug, pk]), {"version": "1", "referred_on": TODAY.isoformat()}
    )
    assert answer.headers["Location"] == reverse("referrals", args=[team.slug])
    assert coach.get(reverse("referral", args=[team.slug, pk])).status_code == 404


def test_files_are_kept_sealed_and_given_back_as_attachments(team: Team, lead: Client) -> None:
    pk = make_referral(team)
    page = reverse("referral", args=[team.slug, pk])
    for name, content in (("a.pdf", b"MZ"), ("a.png", b""), ("a.svg", b"<svg/>"), ("a.docx", b"PK\x03\x04")):
        file = SimpleUploadedFile(name, content)
        assert lead.post(page, {"file": file, "kind": "attachment"}).status_code == 422
    assert lead.post(page, {"file": SimpleUploadedFile("x.png", png()), "kind": "consent"}).status_code == 302
    with inside(team):
        file_id = ReferralFile.objects.get().pk
    answer = lead.get(reverse("referral_file", args=[team.slug, pk, file_id]))
    assert answer.content == png()
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_lead_changes_the_questions_and_old_answers_keep_theirs(team: Team, lead: Client) -> None:
    write(lead, "write_referral", team.slug)
    lead.post(reverse("write_referral", args=[team.slug, "kontrollera"]))
    questions = reverse("referral_questions", args=[team.slug])
    own = {
        "f0-place": "2", "f0-kind": "text", "f0-plain": "Andra frågan?",
        "f1-place": "1", "f1-kind": "text", "f1-plain": "Första frågan?",
        "valid_from": TODAY.isoformat(), "version": "0",
    }  # fmt: skip
    assert lead.post(questions, own).status_code == 302
    assert lead.post(questions, own).status_code == 422  # made from an older version
    page = text(lead.get(reverse("write_referral", args=[team.slug, "fragor"])))
    assert page.index("Första frågan?") < page.index("Andra frågan?")
    with inside(team):
        pk = Referral.objects.get().pk
    assert "Vad hoppas personen" in text(lead.get(reverse("referral", args=[team.slug, pk])))


@pytest.mark.parametrize("edition", ["plain", "easy", "english"])
def test_the_blank_is_a_pdf_with_the_teams_questions(team: Team, lead: Client, edition: str) -> None:
    answer = lead.get(reverse("referral_blank", args=[team.slug, edition]))
    assert answer.content.startswith(b"%PDF-")
    assert lead.get(reverse("referral_blank", args=[team.slug, "finns-inte"])).status_code == 404


def test_a_referrer_sends_adds_a_paper_and_sees_that_it_has_come(team: Team) -> None:
    user = make_user("remittent")
    join(team, user, Role.REFERRER, authority=make_authority())
    client = client_of(user)
    assert client.get(reverse("home")).headers["Location"] == reverse("my_referrals", args=[team.slug])
    write(client, "write_my_referral", team.slug)
    sent = client.post(reverse("write_my_referral", args=[team.slug, "kontrollera"]))
    page = sent.headers["Location"]
    assert "Received" in text(client.get(page))
    assert (
        client.post(page, {"file": SimpleUploadedFile("x", png()), "kind": "attachment"}).status_code == 302
    )
    listed = text(client.get(reverse("my_referrals", args=[team.slug])))
    assert "Åsa Prov" in listed and 'role="search"' not in listed
    other = make_user("annan")
    join(team, other, Role.REFERRER, authority=make_authority())
    assert client_of(other).get(page).status_code == 404
    assert client.get(reverse("referrals", args=[team.slug])).status_code == 404


# The open form


def start(team: Team) -> tuple[Client, str]:
    client = Client()
    open_the_form(team)
    return client, reverse("open_form_step", args=[team.slug, "svenska", "kontrollera"])


def guarded(page: str, **changes: str) -> dict[str, str]:
    """What a person answers on the page."""
    found = re.search(r"Hur mycket är (\d+) plus (\d+)|How much is (\d+) plus (\d+)", page)
    asked = re.search(r'name="asked" value="([^"]+)"', page)
    assert found and asked
    total = sum(int(one) for one in found.groups() if one)
    return {"asked": asked[1], "answer": str(total), "website": "", **changes}


def test_closed_it_is_as_if_it_did_not_exist(team: Team) -> None:
    for path in ("/", "/steg/vem/", "/ring-mig/", "/fortsatt/", "/tack/"):
        assert Client().get(f"/uppdrag/{team.slug}/svenska{path}").status_code == 404
    open_the_form(team)
    assert Client().get(f"/uppdrag/{team.slug}/svenska/").status_code == 200
    assert Client().get(f"/uppdrag/{team.slug}/finska/").status_code == 404


def test_the_answer_is_the_same_for_somebody_known(team: Team, quick: None) -> None:
    known = make_stay(team, enrolled_on=TODAY)
    assert known.person_id
    client, check = start(team)
    pages = []
    for name in ("Åsa", "Okänd"):
        steps = {**STEPS, "personen": {**STEPS["personen"], "first_name": name}}
        write(client, "open_form_step", team.slug, "svenska", steps=steps)
        sent = client.post(check, guarded(text(client.get(check))))
        assert sent.headers["Location"] == reverse("open_form_thanks", args=[team.slug, "svenska"])
        pages.append(client.get(sent.headers["Location"]).content)
    assert pages[0] == pages[1]
    with inside(team):
        assert Referral.objects.filter(channel="public").count() == 2
        assert not ReferralDraft.objects.exists()
        assert Stay.objects.count() == 1


def test_machines_are_kept_away_and_people_lose_nothing(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    client, check = start(team)
    write(client, "open_form_step", team.slug, "svenska")
    page = text(client.get(check))
    for wrong in ({"answer": "99"}, {"answer": ""}, {"asked": "påhittat"}):
        assert client.post(check, guarded(page, **wrong)).status_code == 422
    assert client.post(check, guarded(page)).status_code == 422  # too fast
    now = time.time
    monkeypatch.setattr("samsteg.web.open_form.guards.time.time", lambda: now() + 5)
    trapped = client.post(check, guarded(page, website="http://spam"))
    assert trapped.headers["Location"].endswith("/tack/")
    with inside(team):
        assert not Referral.objects.exists()


def test_much_from_one_place_is_refused_and_kept(
    team: Team, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samsteg.web.open_form.guards.MOST_PER_ADDRESS", 1)
    client, check = start(team)
    for expected in (302, 422):
        write(client, "open_form_step", team.slug, "svenska")
        assert client.post(check, guarded(text(client.get(check)))).status_code == expected
    assert "Åsa" in text(client.get(check))
    call = reverse("open_form_call", args=[team.slug, "english"])
    answer = client.post(call, {**guarded(text(client.get(call))), "name": "Bo", "phone": "070"})
    assert answer.status_code == 422 and 'value="Bo"' in text(answer)


def test_a_draft_is_left_and_opened_elsewhere_with_name_and_code(team: Team) -> None:
    client, _check = start(team)
    person = reverse("open_form_step", args=[team.slug, "latt-svenska", "personen"])
    client.post(person, {"first_name": "Åsa", "later": "1"})
    save = reverse("open_form_save", args=[team.slug, "latt-svenska"])
    assert client.post(save, {"code": "kort"}).status_code == 422
    page = text(client.post(save, {"code": "min kod 1"}))
    found = re.search(r"<strong>([a-z0-9]{5}-[a-z0-9]{5})</strong>", page)
    assert found and "min kod 1" not in page
    assert client.get(save).status_code == 302  # this browser has let it go
    other, resume = Client(), reverse("open_form_resume", args=[team.slug, "svenska"])
    wrong = other.post(resume, {"handle": found[1], "code": "fel kod 1"})
    nobody = other.post(resume, {"handle": "aaaaa-aaaaa", "code": "fel kod 1"})
    for answer in (wrong, nobody):
        assert answer.status_code == 422 and "Inget utkast" in text(answer)
    assert other.post(resume, {"handle": found[1], "code": "min kod 1"}).status_code == 302
    assert 'value="Åsa"' in text(other.get(person))
    assert found[1].replace("-", "") not in "".join(other.cookies.output())


def test_codes_are_not_tried_without_end(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try costs the machine as much as a password: also where each names another draft."""
    monkeypatch.setattr("samsteg.web.open_form.guards.MOST_TRIES", 2)
    start(team)
    resume, door = reverse("open_form_resume", args=[team.slug, "english"]), Client()
    pages = [text(door.post(resume, {"handle": f"aaaaa-aaaa{sign}", "code": "fel kod 1"})) for sign in "bcd"]
    assert ["Too many tries" in page for page in pages] == [False, False, True]
    assert 'value="aaaaa-aaaad"' in pages[-1]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "LARGEST", 10)
    file = SimpleUploadedFile("papper.pdf", b"%PDF-" + b"0" * 20, "application/pdf")
    entry = forms.FileEntry({"kind": "other"}, {"file": file}, kinds=[("other", "Other")])
    assert "10 MB" in str(entry.errors)


def test_a_relative_leaves_only_the_own_name_and_number(team: Team, lead: Client, quick: None) -> None:
    client, _check = start(team)
    call = reverse("open_form_call", args=[team.slug, "svenska"])
    page = text(client.get(call))
    assert (
        len(re.findall(r"<input(?![^>]*hidden)[^>]*name=\"(?!website)", page)) == 3
    )  # name, number, the sum
    assert client.post(call, {**guarded(page), "name": "Bo", "phone": ""}).status_code == 422
    assert client.post(call, {**guarded(page), "name": "Bo", "phone": "070-1"}).status_code == 302
    inbox = reverse("referrals", args=[team.slug])
    assert "070-1" in text(lead.get(inbox))
    with inside(team):
        call_id = CallBack.objects.get().pk
    lead.post(reverse("call_back_done", args=[team.slug, call_id]))
    assert "070-1" not in text(lead.get(inbox))


# Visits


def test_a_visit_booked_moved_and_held(team: Team, lead: Client) -> None:
    stay = make_stay(team, referred_on=TODAY)
    week = reverse("visits", args=[team.slug])
    assert reverse("person_visits", args=[team.slug, stay.person_id]) in text(lead.get(week))
    slot = {
        "weekday": str(min(TODAY.isoweekday(), 5)), "starts_at": "9.30", "minutes": "45",
        "how": "outdoors", "place": "Vid entrén", "host": "", "valid_from": TODAY.isoformat(),
    }  # fmt: skip
    assert lead.post(reverse("visit_slots", args=[team.slug]), slot).status_code == 302
    person = reverse("person_visits", args=[team.slug, stay.person_id])
    own = {"kind": "study_visit", "slot": "", "minutes": "60", "how": "place"}
    answer = lead.post(person, own)
    assert answer.status_code == 422 and "id_on_day_error" in text(answer)
    yesterday = (TODAY - dt.timedelta(days=1)).isoformat()
    assert lead.post(person, {**own, "on_day": yesterday, "starts_at": "25"}).status_code == 422
    assert lead.post(person, {**own, "on_day": yesterday, "starts_at": "13"}).status_code == 302
    with inside(team):
        first = Visit.objects.get()
    page = reverse("visit", args=[team.slug, stay.person_id, first.pk])
    moved = {**own, "on_day": TODAY.isoformat(), "starts_at": "14.15", "act": "move", "version": "1"}
    assert lead.post(page, moved).status_code == 422  # by whom?
    assert lead.post(page, {**moved, "by": "participant"}).status_code == 302
    with inside(team):
        second = Visit.objects.get(follows=first)
    page = reverse("visit", args=[team.slug, stay.person_id, second.pk])
    held = {"act": "hold", "outcome": "wants", "asked": "Finns det bussar?", "version": "9"}
    stale = lead.post(page, held)
    assert stale.status_code == 422 and "Finns det bussar?" in text(stale)
    assert lead.post(page, {**held, "version": "1"}).status_code == 302
    with inside(team):
        stay.refresh_from_db()
        assert stay.study_visit_on == TODAY


def test_lists_ask_no_more_with_more_rows(team: Team, lead: Client) -> None:
    inbox, week = reverse("referrals", args=[team.slug]), reverse("visits", args=[team.slug])
    make_referral(team)
    make_stay(team, referred_on=TODAY)
    few = [queries_of(lead, address) for address in (inbox, week)]
    for number in range(6):
        make_referral(team, f"Prov{number}")
        make_stay(team, referred_on=TODAY)
    assert [queries_of(lead, address) for address in (inbox, week)] == few


def test_a_refusal_at_the_last_moment_keeps_what_was_written(
    team: Team, lead: Client, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules may be stricter than the steps' forms: then nothing typed is lost, whichever way it was written."""

    def refuse(*_args: object) -> None:
        raise ReferralRefused("Prov")

    monkeypatch.setattr("samsteg.participants.referrals.receiving.check_referral", refuse)
    write(lead, "write_referral", team.slug)
    assert lead.post(reverse("write_referral", args=[team.slug, "kontrollera"])).status_code == 422
    client, check = start(team)
    write(client, "open_form_step", team.slug, "svenska")
    assert client.post(check, guarded(text(client.get(check)))).status_code == 422
    with inside(team):
        assert (ReferralDraft.objects.count(), Referral.objects.count()) == (2, 0)
