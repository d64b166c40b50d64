"""Placements and employers through the pages: what is typed is stored, what is wrong is told and kept."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import NamedStaff
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.placements.employers.models import Employer
from samsteg.placements.models import CheckIn, Placement
from tests.factories import make_authority, make_consent, make_placement, make_stay, make_team
from tests.placements.makers import fill_register
from tests.web.users import client_of, inside, join, make_user, queries_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
START = TODAY - 60 * DAY
HIDDEN = re.compile(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]+"')


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Work:
    team: Team
    stay: Stay
    client: Client
    user_id: int

    def at(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.team.slug, *more])

    def of_person(self, name: str, *more: object) -> str:
        return self.at(name, self.stay.person_id, *more)

    def begin(self, **typed: str) -> Placement:
        data = {"form": "work_training", "employer": "Skogens trä", "started_on": str(START), "hours": "8"}
        answer = self.client.post(self.of_person("placement_new"), {**data, **typed})
        assert answer.status_code == 302, answer.content.decode()
        return self.current()

    def current(self) -> Placement:
        with inside(self.team):
            return Placement.objects.get(stay=self.stay, superseded_at__isnull=True)


@pytest.fixture
def work() -> Work:
    team = make_team()
    user = make_user("kim", team)
    stay = make_stay(team, enrolled_on=START - 30 * DAY)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
    return Work(team, stay, client_of(user), user.pk)


def test_from_a_new_place_to_an_early_end(work: Work) -> None:
    row = work.begin(found_by="person", insured_by="social_insurance", tasks="Lager och disk")
    page = work.client.get(work.of_person("placement", row.series)).content.decode()
    assert "Lager och disk" in page
    assert "Work training at Skogens trä" in page
    step = {"valid_from": str(START + 20 * DAY), "hours": "12,5", "version": "1"}
    work.client.post(work.of_person("placement_hours", row.series), step)
    stale = work.client.post(work.of_person("placement_hours", row.series), {**step, "hours": "14"})
    assert stale.status_code == 422
    assert "Kim Prov changed the placement" in stale.content.decode()
    assert 'value="14"' in stale.content.decode()
    said = {
        "held_on": str(TODAY),
        "form": "phone",
        "employer_view": "Hittar rätt själv.",
        "person_view": "Vill pröva kassan.",
        "next_on": str(TODAY + 28 * DAY),
    }
    work.client.post(work.of_person("placement_check_in", row.series), said)
    page = work.client.get(work.of_person("placement", row.series)).content.decode()
    assert page.index("Hittar rätt själv.") < page.index("Vill pröva kassan.")
    assert "12.5" in page
    end = work.of_person("placement_break_off", row.series)
    typed = {"ended_on": str(TODAY), "decided_by": "together", "reason": "other_way", "version": "2"}
    missing = work.client.post(end, typed)
    assert missing.status_code == 422
    assert "Choose what came of it." in missing.content.decode()
    assert work.client.post(end, {**typed, "outcome": "continues_elsewhere"}).status_code == 302
    page = work.client.get(work.of_person("placement", row.series)).content.decode()
    assert "Ended early, by decision of together." in page
    work.client.post(work.of_person("placement_undo", row.series), {"event": "reopen", "version": "3"})
    assert work.current().ended_how == ""
    work.client.post(work.of_person("placement_undo", row.series), {"event": "take_back", "version": "4"})
    assert "No placement is written yet" in work.client.get(work.of_person("placements")).content.decode()


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(work: Work) -> None:
    typed = {"form": "work_training", "employer": "Skogens trä", "started_on": "igår", "tasks": "Disk"}
    answer = work.client.post(work.of_person("placement_new"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write the day as 2026-11-23" in page
    assert "Disk" in page and "igår" in page
    before = work.client.post(
        work.of_person("placement_new"), {**typed, "started_on": str(START - 300 * DAY)}
    )
    assert "before the stay" in before.content.decode()
    row = work.begin()
    kept = work.client.post(
        work.of_person("placement_check_in_draft", row.series), {"employer_view": "Halv mening"}
    )
    assert "Draft saved" in kept.json()["text"]
    assert "Halv mening" in work.client.get(work.of_person("placement_check_in", row.series)).content.decode()


def test_a_half_corrected_check_in_is_kept_apart_from_a_new_one(work: Work) -> None:
    row = work.begin()
    said = {"held_on": str(TODAY), "form": "phone", "employer_view": "Hittar rätt.", "next_on": ""}
    assert work.client.post(work.of_person("placement_check_in", row.series), said).status_code == 302
    with inside(work.team):
        check_in = CheckIn.objects.get(team=work.team).check_in
    correcting = work.of_person("placement_check_in_correct", row.series, check_in)
    half = {**said, "employer_view": "Hittar rätt till", "version": "1", "check_in": str(check_in)}
    draft = work.of_person("placement_check_in_draft", row.series)
    assert work.client.post(draft, {**half, "keep": "1"}).headers["Location"] == correcting
    assert "Hittar rätt till" in work.client.get(correcting).content.decode()
    new = work.client.get(work.of_person("placement_check_in", row.series)).content.decode()
    assert "Hittar rätt till" not in new
    assert work.client.post(draft, {**half, "check_in": str(uuid.uuid4())}).status_code == 404
    whole = {**half, "employer_view": "Hittar rätt till disken"}
    assert work.client.post(correcting, whole).status_code == 302
    page = work.client.get(correcting).content.decode()
    assert "Hittar rätt till disken" in page and "This is your draft" not in page


def test_the_papers_say_nothing_of_health_and_the_blank_no_name(work: Work) -> None:
    row = work.begin()
    for name in ("placement_agreement", "placement_blank"):
        answer = work.client.get(work.of_person(name, row.series))
        assert answer.content.startswith(b"%PDF-")
        assert work.stay.own_id not in answer["Content-Disposition"]


def test_a_representative_reads_what_a_consent_on_work_opens(work: Work) -> None:
    row = work.begin(tasks="Lager och disk")
    board = make_authority()
    user = make_user("robin")
    join(work.team, user, Role.REPRESENTATIVE, board)
    reader = client_of(user)
    address = work.of_person("placement", row.series)
    assert reader.get(address).status_code == 404
    make_consent(work.team, work.stay.person_id, board, categories=["work"])
    page = reader.get(address).content.decode()
    assert "Lager och disk" in page
    assert "Write a check-in" not in page
    assert reader.post(work.of_person("placement_undo", row.series), {"version": "1"}).status_code == 403


@pytest.mark.parametrize(("left", "planned_to"), [(TODAY, TODAY + 30 * DAY), (START - DAY, None)])
def test_the_exit_shines_through_no_work_to_who_may_not_know_it(
    work: Work, left: dt.date, planned_to: dt.date | None
) -> None:
    """Every page that a consent on planning and work opens says the same the day before and the day after."""
    row = work.begin(ended_on=str(planned_to or ""))
    board = make_authority()
    user = make_user("robin")
    join(work.team, user, Role.REPRESENTATIVE, board)
    make_consent(work.team, work.stay.person_id, board, categories=["planning", "work"])
    reader = client_of(user)
    addresses = (
        work.of_person("participant"),
        work.of_person("placements"),
        work.of_person("placement", row.series),
    )

    def said() -> list[str]:
        pages = [reader.get(address).content.decode() for address in addresses]
        return [HIDDEN.sub("", page) for page in pages]

    before = said()
    with inside(work.team):
        Stay.objects.filter(pk=work.stay.pk).update(exited_on=left, exit_reason="other", exit_detail="moved")
    assert said() == before
    make_consent(work.team, work.stay.person_id, board, categories=["planning", "work", "outcome"])
    assert said()[2] != before[2]


def test_the_time_line_ends_with_the_stay(work: Work) -> None:
    """What was to begin later never began, and nothing ended after the exit."""
    work.begin(ended_on=str(TODAY + 40 * DAY))
    make_placement(work.stay, TODAY + 10 * DAY, TODAY + 50 * DAY, employer="Senare AB")
    with inside(work.team):
        Stay.objects.filter(pk=work.stay.pk).update(
            exited_on=TODAY - DAY, exit_reason="other", exit_detail="moved"
        )
    answer = work.client.get(work.of_person("participant") + "?slag=arbete")
    told = [(one.day, one.told.title, one.is_ahead) for one in answer.context["timeline"].happenings]
    assert told == [
        (TODAY - DAY, "Work training ended", False),
        (START, "Work training began", False),
    ]


def test_a_protected_persons_workplace_stands_nowhere(work: Work) -> None:
    row = work.begin()
    officer = make_user("alex")
    with inside(work.team) as actor:
        fill_register(actor, work.team, "Skogens trä")
        set_protection(
            actor=actor, team=work.team, person_id=work.stay.person_id, level=ProtectionLevel.MARKED
        )
        NamedStaff.objects.create(
            team=work.team,
            person_id=work.stay.person_id,
            user_id=work.user_id,
            valid_from=START,
            granted_by=officer,
        )
    for name in ("placements", "placement_new"):
        page = work.client.get(work.of_person(name)).content.decode()
        assert "Skogens" not in page.replace('value="Skogens', "") or name == "placement_new"
    for name in ("placement", "placement_change", "placement_end", "placement_check_in"):
        assert "Skogens" not in work.client.get(work.of_person(name, row.series)).content.decode().replace(
            '<option value="Skogens trä">', ""
        )
    at_exit = work.client.get(work.of_person("way_part", "exit", 1)).content.decode()
    assert str(row.series) in at_exit
    assert "Skogens" not in at_exit
    page = work.client.get(work.at("employers")).content.decode()
    assert "0 of 2" in page


def test_the_cap_of_an_employer_is_told_when_passed(work: Work) -> None:
    with inside(work.team) as actor:
        fill_register(actor, work.team, "Skogens trä")
    for _one in range(2):
        make_placement(make_stay(work.team, enrolled_on=START), START, employer="Skogens trä")
    typed = {
        "form": "work_training",
        "employer": "skogens trä",
        "started_on": str(START),
        "tasks": "Plocka bär",
    }
    address = work.of_person("placement_new")
    assert 'name="anyway"' not in work.client.get(address).content.decode()
    refused = work.client.post(address, typed)
    page = refused.content.decode()
    assert refused.status_code == 422 and "takes at most 2 at a time. With this one there would be 3" in page
    assert 'name="anyway"' in page and "Plocka bär" in page
    assert work.client.post(address, {**typed, "anyway": "on"}).status_code == 302
    listed = work.client.get(work.at("employers")).content.decode()
    assert "3 of 2" in listed and "full" in listed


def test_the_cap_is_told_when_a_placement_is_opened_again(work: Work) -> None:
    row = work.begin()
    with inside(work.team) as actor:
        fill_register(actor, work.team, "Skogens trä")
    told = {"ended_on": str(TODAY), "outcome": "knows_more", "version": str(row.version)}
    work.client.post(work.of_person("placement_end", row.series), told)
    for _one in range(2):
        make_placement(make_stay(work.team, enrolled_on=START), START, employer="Skogens trä")
    undo = {"event": "reopen", "version": str(work.current().version)}
    refused = work.client.post(work.of_person("placement_undo", row.series), undo)
    page = refused.content.decode()
    assert refused.status_code == 422 and "With this one there would be 3" in page
    assert 'name="anyway"' in page and work.current().ended_how == "completed"
    again = work.client.post(work.of_person("placement_undo", row.series), {**undo, "anyway": "on"})
    assert again.status_code == 302 and work.current().ended_how == ""


def test_the_register_through_its_pages(work: Work) -> None:
    make_placement(make_stay(work.team, enrolled_on=START), START, employer="Ångsågen")
    page = work.client.get(work.at("employers")).content.decode()
    assert "In placements, but not in the register" in page
    typed = {"name": "Skogens trä", "status": "active", "at_once_most": "2", "ask_again_on": str(TODAY)}
    made = work.client.post(work.at("employer_new"), typed)
    with inside(work.team):
        row = Employer.objects.get()
    assert made["Location"] == work.at("employer", row.pk)
    assert "register already" in work.client.post(work.at("employer_new"), typed).content.decode()
    work.client.post(work.at("employer_name"), {"name": "Ångsågen", "employer": str(row.pk)})
    one = work.client.get(work.at("employer", row.pk)).content.decode()
    assert "None of the participants whom you see" in one
    note = {"happened_on": str(TODAY), "kind": "call", "text": "Ny chef i september."}
    work.client.post(work.at("employer_add", row.pk, "note"), note)
    bad = work.client.post(work.at("employer_add", row.pk, "contact"), {"kontakt-phone": "ring mig"})
    assert bad.status_code == 422
    assert work.client.post(work.at("employer_ask", row.pk), {"asked": "1"}).status_code == 422  # how
    work.client.post(work.at("employer_ask", row.pk), {"asked": "1", "fragat-kind": "call"})
    assert "We asked for a place, as planned." in work.client.get(made["Location"]).content.decode()
    found = work.client.get(work.at("employers"), {"sok": "skogens", "visa": "now"}).content.decode()
    assert "1 of 2" in found
    assert "Skogens" not in work.client.get(work.at("employers"), {"sok": "bageri"}).content.decode().replace(
        "Skogens trä</option>", ""
    )
    assert work.client.get(work.at("employers_excel")).content[:2] == b"PK"


def test_how_often_an_employer_may_be_asked_is_told_before_one_asks_again(work: Work) -> None:
    typed = {"name": "Skogens trä", "status": "active", "requests_most": "1", "requests_days": "30"}
    work.client.post(work.at("employer_new"), typed)
    with inside(work.team):
        row = Employer.objects.get()
    address, add = work.at("employer", row.pk), work.at("employer_add", row.pk, "note")
    assert "Asked for a place 0 times in 30 days, of at most 1." in work.client.get(address).content.decode()
    note = {"happened_on": str(TODAY), "kind": "call", "text": "Frågade om en plats.", "is_request": "on"}
    assert work.client.post(add, note).status_code == 302
    page = work.client.get(address).content.decode()
    again = f"Wait until {TODAY + dt.timedelta(days=30)} before you ask again."
    assert again in page and "asked enough" in page and "asked for a place" in page
    more = {**note, "text": "Frågade en gång till."}
    refused = work.client.post(add, more)
    page = refused.content.decode()
    assert refused.status_code == 422 and "you have asked 1 of at most 1 in 30 days" in page
    assert "Frågade en gång till." in page and 'name="anyway"' in page and 'name="is_request"' in page
    assert work.client.post(add, {**more, "is_request": ""}).status_code == 302  # a talk about something else
    assert work.client.post(add, {**more, "anyway": "on"}).status_code == 302
    assert "Asked for a place 2 times" in work.client.get(address).content.decode()
    bad = work.client.post(work.at("employer_new"), {**typed, "name": "Annat", "requests_days": "31"})
    assert bad.status_code == 422


def test_what_came_of_a_place_is_proposed_at_the_exit_and_each_tells_of_the_other(work: Work) -> None:
    """Work at the place is told once. What is proposed at the exit is saved by nobody who hasn't looked at it."""
    row = work.begin()
    exit_part = work.of_person("way_part", "exit", 1)
    page = work.client.get(exit_part).content.decode()
    assert "Work training at Skogens trä" in page
    assert "Nobody has said what came of it yet" in page
    assert '<option value="work" selected>' not in page
    work.client.post(
        work.of_person("placement_end", row.series),
        {"ended_on": str(TODAY - DAY), "outcome": "work_there", "version": str(row.version)},
    )
    page = work.client.get(exit_part).content.decode()
    assert "Work at the place" in page
    assert '<option value="work" selected>' in page
    check = work.of_person("way_check", "exit")
    assert work.client.post(check).status_code == 422  # nobody has looked at the proposal
    chosen = {"on": str(TODAY), "reason": "work", "detail": "wage_subsidy", "extent_percent": "50"}
    work.client.post(exit_part, chosen)
    assert work.client.post(check).status_code == 302
    with inside(work.team):
        assert Stay.objects.get(pk=work.stay.pk).exit_reason == "work"
    one = work.client.get(work.of_person("placement", row.series)).content.decode()
    assert f"The stay ended {TODAY}: work." in one


def test_many_unlisted_names_come_ten_at_a_time(work: Work) -> None:
    """Each of them offers the whole register: the page would grow with their product."""
    with inside(work.team) as actor:
        fill_register(actor, work.team, "Skogens trä")
    stay = make_stay(work.team, enrolled_on=START)
    for number in range(13):
        make_placement(stay, START + number * DAY, employer=f"Okänd {number:02}")
    make_placement(stay, START, employer="Okänd 12")
    page = work.client.get(work.at("employers")).content.decode()
    assert '<span class="s-count">13</span>' in page
    assert "The 10 most used stand here." in page
    shown = [f"<strong>Okänd {number:02}</strong>" in page for number in range(13)]
    assert shown == [True] * 9 + [False] * 3 + [True]


def test_twins_are_merged_and_divided_on_pages(work: Work) -> None:
    with inside(work.team) as actor:
        one, twin = (fill_register(actor, work.team, name).employer_id for name in ("Ett", "Två"))
    work.client.post(work.at("employer_merge", twin), {"into": str(one)})
    assert work.client.get(work.at("employer", twin))["Location"] == work.at("employer", one)
    assert "Also called Två." in work.client.get(work.at("employer", one)).content.decode()
    work.client.post(work.at("employer_split", twin))
    assert work.client.get(work.at("employer", twin)).status_code == 200


def test_the_lists_ask_no_more_for_more_rows(work: Work) -> None:
    work.begin()
    with inside(work.team) as actor:
        made = fill_register(actor, work.team, "Skogens trä")
    addresses = (work.at("employers"), work.at("employer", made.employer_id), work.of_person("placements"))
    few = [queries_of(work.client, address) for address in addresses]
    with inside(work.team) as actor:
        for number in range(12):
            fill_register(actor, work.team, f"Arbetsgivare {number}")
    for number in range(8):
        stay = make_stay(work.team, enrolled_on=START)
        make_placement(stay, START, employer="Skogens trä")
        make_placement(work.stay, START + number * DAY, employer=f"Arbetsgivare {number}")
        with inside(work.team):
            assign_coaches(team=work.team, coaches={stay.person_id: work.user_id})
    assert [queries_of(work.client, address) for address in addresses] == few


def test_the_day_asks_for_check_ins_and_employers_and_the_time_line_tells(work: Work) -> None:
    row = work.begin()
    with inside(work.team) as actor:
        fill_register(actor, work.team, "Skogens trä", ask_on=TODAY)
    today = work.client.get(work.at("today")).content.decode()
    assert f"Work training: check-in by {START + 14 * DAY}" in today
    assert f"Ask again since {TODAY}" in today
    assert "Silent for 14 days" in today
    said = {"held_on": str(TODAY), "form": "phone", "employer_view": "Bra", "next_on": str(TODAY + 28 * DAY)}
    work.client.post(work.of_person("placement_check_in", row.series), said)
    today = work.client.get(work.at("today")).content.decode()
    assert "check-in by" not in today
    assert "You have heard from everybody." in today  # to have talked is to have heard
    assert "Check-in at the workplace" in work.client.get(work.of_person("participant")).content.decode()


def test_the_meeting_fills_itself_with_the_ladder_and_the_last_check_in(work: Work) -> None:
    row = work.begin()
    step = {"valid_from": str(START + 20 * DAY), "hours": "12", "version": "1"}
    work.client.post(work.of_person("placement_hours", row.series), step)
    said = {"held_on": str(TODAY), "form": "phone", "employer_view": "Hittar rätt själv."}
    work.client.post(work.of_person("placement_check_in", row.series), said)
    with inside(work.team) as actor:
        meeting = book(
            actor=replace(actor, user_id=work.user_id),
            team=work.team,
            person_id=work.stay.person_id,
            booking=Booking(kind="sip", meeting_on=TODAY, form="team"),
        )
    page = work.client.get(work.of_person("follow_up", meeting.series)).content.decode()
    assert "8 \u2192 12 hours a week" in page
    assert "Hittar rätt själv." in page
