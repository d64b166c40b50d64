"""Who knows what: what each may know, what was told, who opened; on the page and on paper, for the one it is about."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.consent_enums import ConsentEnd, LegalGround
from samsteg.access.consent_models import Disclosure
from samsteg.access.enums import Role, RuleName
from samsteg.access.models import ControllerRule
from samsteg.accounts.models import User
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from tests.factories import make_authority, make_consent, make_stay
from tests.reports.pdf_reading import Pdf
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, make_user

TODAY = timezone.localdate()


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-1")
    make_consent(team, stay.person_id)
    return stay


@pytest.fixture
def board(team: Team) -> Authority:
    return make_authority("Vuxennämnden")


def address(stay: Stay, name: str = "who_knows", *more: object) -> str:
    return reverse(name, args=[stay.team.slug, stay.person_id, *more])


def page(client: Client, stay: Stay) -> str:
    return " ".join(client.get(address(stay)).content.decode().split())


def test_what_an_authority_may_know_since_when_until_when_and_by_which_paper(
    coach_client: Client, stay: Stay, board: Authority
) -> None:
    signed = TODAY - dt.timedelta(days=20)
    consent = make_consent(
        stay.team, stay.person_id, board, categories=["planning", "work"], signed_on=signed
    )
    said = page(coach_client, stay)
    last = consent.valid_to - dt.timedelta(days=1)
    assert f"From {signed} up to and including {last}, by your consent on paper, {signed}" in said
    known, _cut, rest = said.partition("Vuxennämnden</h3>")[2].partition("May not know")
    assert "Your plan and your goals" in known
    assert "Your work and work training" in known
    assert "How you feel and what you manage" not in known
    assert "How you feel and what you manage" in rest


def test_what_was_taken_back_says_so(coach_client: Client, stay: Stay, board: Authority) -> None:
    make_consent(stay.team, stay.person_id, board, categories=["health"], ended_as=ConsentEnd.WITHDRAWN)
    assert f"How you feel and what you manage. You took it back {TODAY}." in page(coach_client, stay)


def test_what_was_recorded_by_mistake_is_not_told(coach_client: Client, stay: Stay, board: Authority) -> None:
    make_consent(stay.team, stay.person_id, board, categories=["health"], ended_as=ConsentEnd.MISTAKEN)
    assert "Vuxennämnden" not in page(coach_client, stay)


def test_what_others_may_tell_the_team(coach_client: Client, stay: Stay, board: Authority) -> None:
    make_consent(stay.team, stay.person_id, source=board, to_team=True, categories=["income"])
    assert "What you live on (from Vuxennämnden)" in page(coach_client, stay)


def disclose(stay: Stay, receiver: str, **columns: object) -> None:
    with inside(stay.team):
        Disclosure.objects.create(
            team=stay.team,
            person_id=stay.person_id,
            categories=["income"],
            what_cipher=b"-",
            receiver=receiver,
            ground=LegalGround.DUTY,
            paragraph="OSL 10:28",
            decided_by="Enhetschefen",
            disclosed_on=TODAY,
            recorded_by_id=1,
            **columns,
        )


def test_what_was_told_without_consent_but_not_what_is_secret(coach_client: Client, stay: Stay) -> None:
    disclose(stay, "Kronofogden")
    disclose(stay, "Polisen", is_secret_to_person=True)
    said = page(coach_client, stay)
    assert "Kronofogden" in said
    assert "OSL 10:28" in said
    assert "Polisen" not in said


def openings(said: str) -> str:
    return said.partition("Who has opened your data")[2].partition("</main>")[0]


def test_who_opened_by_unit_without_names(
    coach_client: Client, lead_client: Client, stay: Stay, board: Authority
) -> None:
    make_consent(stay.team, stay.person_id, board, categories=["work"])
    for client in (coach_client, lead_client, representative_client(stay.team, board)):
        client.get(reverse("participant", args=[stay.team.slug, stay.person_id]))
    said = openings(page(coach_client, stay))
    assert said.count("Opened your page") == 2  # the team and the authority
    assert "Vuxennämnden" in said
    assert "To work with you in the team" in said
    assert "Handledare Prov" not in said


def test_names_only_where_the_controller_has_decided_so(coach_client: Client, stay: Stay) -> None:
    coach_client.get(reverse("participant", args=[stay.team.slug, stay.person_id]))
    with inside(stay.team):
        ControllerRule.objects.create(
            team=stay.team,
            name=RuleName.STAFF_NAMES_IN_EXTRACT,
            value="on",
            valid_from=TODAY,
            decision_number="Prov 1",
            decided_by=User.objects.get(username="handledare"),
        )
    assert "Handledare Prov, the team" in openings(page(coach_client, stay))


def test_lists_are_told_in_one_line(coach_client: Client, stay: Stay) -> None:
    for _number in range(3):
        coach_client.get(reverse("participants", args=[stay.team.slug]))
    assert f"The team: 3 times, last {TODAY}" in openings(page(coach_client, stay))


def test_only_the_own_record(coach_client: Client, stay: Stay, board: Authority) -> None:
    other = make_stay(stay.team, own_id="K-2")
    make_consent(stay.team, other.person_id, board)
    coach_client.get(reverse("participant", args=[stay.team.slug, other.person_id]))
    said = page(coach_client, stay)
    assert "Vuxennämnden" not in said
    assert "Opened your page" not in openings(said)


def decision(**changes: str) -> dict[str, str]:
    usual = {
        "unit": "team",
        "first_on": "2020-01-01",
        "last_on": "",
        "paragraph": "OSL 25:6",
        "decided_by": "Nämnden",
        "decision_number": "Dnr 7",
        "decided_on": str(TODAY),
    }
    return usual | changes


def test_a_decision_leaves_openings_out_until_it_no_longer_holds(lead_client: Client, stay: Stay) -> None:
    lead_client.get(reverse("participant", args=[stay.team.slug, stay.person_id]))
    assert "Opened your page" in openings(page(lead_client, stay))
    answer = lead_client.post(address(stay, "withheld"), decision(), follow=True)
    assert "Dnr 7" in answer.content.decode()
    said = page(lead_client, stay)
    assert "Opened your page" not in openings(said)
    assert "Dnr 7" not in said
    (where,) = [
        part.split('"')[0]
        for part in answer.content.decode().split('action="')
        if "upphor" in part.split('"')[0]
    ]
    lead_client.post(where)
    assert "Opened your page" in openings(page(lead_client, stay))


@pytest.mark.parametrize(
    "change",
    [
        {"decision_number": " "},
        {"paragraph": ""},
        {"last_on": "2019-12-31"},
        {"unit": "4000000"},
        {"decided_on": str(TODAY + dt.timedelta(days=2))},
    ],
)
def test_a_decision_must_be_one(lead_client: Client, stay: Stay, change: dict[str, str]) -> None:
    assert lead_client.post(address(stay, "withheld"), decision(**change)).status_code == 422


def test_a_decision_about_one_authority_leaves_the_team_in(
    lead_client: Client, stay: Stay, board: Authority
) -> None:
    make_consent(stay.team, stay.person_id, board, categories=["work"])
    representative_client(stay.team, board).get(reverse("participant", args=[stay.team.slug, stay.person_id]))
    lead_client.get(reverse("participant", args=[stay.team.slug, stay.person_id]))
    assert openings(page(lead_client, stay)).count("To work with you in the team") == 2
    lead_client.post(address(stay, "withheld"), decision(unit=str(board.pk)))
    said = openings(page(lead_client, stay))
    assert said.count("To work with you in the team") == 1
    assert "Vuxennämnden" not in said


def test_the_paper_says_the_same_is_accessible_and_named_without_the_person(
    coach_client: Client, stay: Stay, board: Authority
) -> None:
    make_consent(stay.team, stay.person_id, board, categories=["planning"])
    coach_client.get(reverse("participant", args=[stay.team.slug, stay.person_id]))
    answer = coach_client.get(address(stay, "who_knows_pdf"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="vem-vet-vad-{TODAY}.pdf"'
    pdf = Pdf(answer.content)
    said = " ".join(pdf.text.split())
    for words in ("Who knows what about you", "Vuxennämnden", "Your plan and your goals", "Opened your page"):
        assert words in said
    assert "working copy" not in said.lower()
    assert "Arbetsexemplar" not in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp
    assert "K-1" not in str(pdf.reader.metadata)


def test_who_may_not_see_the_person_gets_nothing(team: Team, board: Authority) -> None:
    hidden = make_stay(team, own_id="K-9")
    colleague = client_of(make_user("kollega", team, Role.COACH))
    for name in ("who_knows", "who_knows_pdf"):
        assert colleague.get(address(hidden, name)).status_code == 404
    make_consent(team, hidden.person_id, board)
    represents = representative_client(team, board)
    for name in ("who_knows", "who_knows_pdf", "withheld"):
        assert represents.get(address(hidden, name)).status_code == 403
