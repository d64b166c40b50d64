"""The pages about a participant's consents: giving, renewing, ending, the paper, the form, what runs out."""

from __future__ import annotations

import datetime as dt
import io
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from pypdf import PdfReader, PdfWriter

from samsteg.access.consent_days import months_later
from samsteg.access.consent_models import Consent, ConsentRefusal, Disclosure
from samsteg.access.consent_texts import approve_text, proposal
from samsteg.access.enums import Role
from samsteg.audit.enums import ReadKind
from samsteg.audit.models import ReadEntry
from samsteg.core.context import acting, set_context
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.people.services import forget_identity, save_contact
from tests.factories import make_authority, make_consent, make_stay, make_team, officer
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def _scanned() -> bytes:
    file, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(file)
    return file.getvalue()


PDF = _scanned()


@pytest.fixture
def team(db: None) -> Team:
    return make_team("Team Provdalen")


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(team, own_id="K-1", enrolled_on=TODAY - 60 * DAY)


@pytest.fixture
def board(db: None) -> Authority:
    return make_authority("Provnämnden", "board")


@pytest.fixture
def client(team: Team) -> Client:
    return client_of(make_user("ledare", team, Role.TEAM_LEAD))


def at(name: str, stay: Stay, **more: Any) -> str:
    return reverse(name, kwargs={"slug": stay.team.slug, "person_id": stay.person_id, **more})


def said(answer: Any) -> str:
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(unescape(strip_tags(main.group(0))).split())


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "sources": ["own"],
        "receivers": ["own"],
        "categories": ["health"],
        "purpose": "Stödet ska hänga ihop",
        "form": "paper",
        "signed_on": TODAY.isoformat(),
        "edition": "easy",
        "signer": "self",
    } | changes


def test_a_consent_is_given_and_stands_in_the_grid(client: Client, stay: Stay, board: Authority) -> None:
    file = SimpleUploadedFile("Anna Andersson.exe", PDF, "text/html")
    answer = client.post(
        at("give_consent", stay, kind="secrecy"),
        typed(receivers=["own", str(board.pk)], categories=["health", "work"], file=file),
    )
    assert answer.status_code == 302, said(answer)
    page = client.get(at("consents", stay))
    with inside(stay.team):
        made = Consent.objects.get()
    last = months_later(TODAY, 12) - DAY
    assert f"Yes {TODAY} – {last}" in said(page)
    one = client.get(at("consent", stay, consent_id=made.pk))
    words = said(one)
    assert "From the team's own record to the team and Provnämnden" in words
    assert "Work and work training and health" in words
    assert "as it was signed" not in words  # no text was approved: what the form said isn't known


def test_the_paper_is_a_file_to_save_with_no_name_in_it(client: Client, stay: Stay) -> None:
    client.post(
        at("give_consent", stay, kind="secrecy"),
        typed(file=SimpleUploadedFile("Anna Andersson.pdf", PDF, "application/pdf")),
    )
    with inside(stay.team):
        made = Consent.objects.get()
    answer = client.get(at("consent_paper", stay, consent_id=made.pk))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="samtycke-{TODAY}.pdf"'
    with inside(stay.team):
        kinds = set(ReadEntry.objects.filter(place="page:consent-paper").values_list("kind", flat=True))
    assert kinds == {ReadKind.FILE}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sources": []}, "sources"),
        ({"categories": []}, "categories"),
        ({"signed_on": "i går"}, "signed_on"),
        ({"signed_on": (TODAY + DAY).isoformat()}, "signed_on"),
        ({"form": "oral"}, "form_note"),
        ({"signer": "god_man"}, "signer_name"),
        ({"file": SimpleUploadedFile("papper.pdf", b"<script>", "application/pdf")}, "file"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_is_lost(
    client: Client, stay: Stay, changes: dict[str, Any], field: str
) -> None:
    answer = client.post(at("give_consent", stay, kind="secrecy"), typed(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page and "Stödet ska hänga ihop" in page
    with inside(stay.team):
        assert not Consent.objects.exists()


def test_renewing_fills_in_what_was_and_asks_for_a_new_day(
    client: Client, stay: Stay, board: Authority
) -> None:
    old = make_consent(stay.team, stay.person_id, board, categories=["work"], purpose="Praktik")
    page = client.get(at("give_consent", stay, kind="secrecy") + f"?som={old.pk}").content.decode()
    ticked = re.findall(r'name="(\w+)" value="(\w+)"[^>]*checked', page)
    assert {("receivers", str(board.pk)), ("categories", "work"), ("sources", "own")} <= set(ticked)
    assert "Praktik" in page and f'value="{old.signed_on}"' not in page


@pytest.mark.parametrize("number", ["0", "4000000000", "x", "99999999999999999999", "-1"])
def test_renewing_somebody_elses_consent_fills_in_nothing(client: Client, stay: Stay, number: str) -> None:
    elsewhere = make_stay(make_team())
    foreign = make_consent(elsewhere.team, elsewhere.person_id, purpose="Hemligt")
    for one in (number, str(foreign.pk)):
        page = client.get(at("give_consent", stay, kind="secrecy") + f"?som={one}")
        assert page.status_code == 200 and "Hemligt" not in page.content.decode()


def test_ending_tells_first_what_stops(client: Client, stay: Stay, board: Authority) -> None:
    consent = make_consent(stay.team, stay.person_id, board, categories=["health"])
    address = at("end_consent", stay, consent_id=consent.pk)
    words = said(client.get(address))
    assert "Provnämnden no longer gets to know about health." in words
    assert "What has been handed over can't be called back." in words
    with inside(stay.team):
        assert Consent.objects.get().ended_as == ""  # looking ends nothing
    answer = client.post(address, {"how": "withdrawn"}, follow=True)
    assert "What was handed over before can't be called back." in said(answer)
    assert "Withdrawn" in said(answer)
    assert client.post(address).status_code == 409
    with inside(stay.team):
        assert Consent.objects.get().ended_as == "withdrawn"


def test_what_was_recorded_by_mistake_is_no_withdrawal(client: Client, stay: Stay) -> None:
    consent = make_consent(stay.team, stay.person_id)
    client.post(at("end_consent", stay, consent_id=consent.pk), {"how": "mistaken"})
    with inside(stay.team):
        assert Consent.objects.get().ended_as == "mistaken"


def test_who_saw_by_the_consent_alone_lands_on_the_list(team: Team, stay: Stay) -> None:
    """The coach takes down the withdrawal that closes the record for the coach: no error page."""
    make_user("annan", team)
    other = make_stay(team, own_id="K-2")
    consent = make_consent(team, other.person_id)
    coach = client_of(make_user("handledare", team))
    assert coach.get(at("consents", other)).status_code == 200
    answer = coach.post(at("end_consent", other, consent_id=consent.pk), {"how": "withdrawn"})
    assert answer.headers["Location"] == reverse("participants", args=[team.slug])
    assert coach.get(at("consents", other)).status_code == 404
    lost = coach.post(at("give_consent", other, kind="secrecy"), typed())
    elsewhere = at("give_consent", other, kind="secrecy").replace(f"/{other.person_id}/", "/4000000000/")
    unknown = coach.post(elsewhere, typed())
    assert (lost.status_code, unknown.status_code) == (404, 404)
    assert "Stödet ska hänga ihop" in said(lost)  # nothing typed is lost
    assert said(lost) == said(unknown)  # and nothing is told


def test_ids_of_others_are_not_found(client: Client, stay: Stay, team: Team) -> None:
    other = make_stay(team)
    theirs = make_consent(team, other.person_id)
    foreign = make_stay(make_team())
    elsewhere = make_consent(foreign.team, foreign.person_id)
    for pk in (theirs.pk, elsewhere.pk, 2**63 - 1, 2**64):
        for name in ("consent", "end_consent", "consent_paper"):
            assert client.get(at(name, stay, consent_id=pk)).status_code == 404
        assert client.post(at("end_consent", stay, consent_id=pk)).status_code == 404
    with inside(team):
        assert Consent.objects.get(pk=theirs.pk).ended_as == ""


def test_a_no_is_noted_once_and_taken_part_with(client: Client, stay: Stay) -> None:
    answer = client.post(at("consents", stay), {"refused_on": TODAY.isoformat()}, follow=True)
    assert f"Said no to sharing {TODAY}" in said(answer)
    assert client.post(at("consents", stay), {"refused_on": "igår"}).status_code == 422
    with inside(stay.team):
        assert ConsentRefusal.objects.count() == 1


def test_registration_is_not_offered_without_a_decision(client: Client, stay: Stay) -> None:
    assert "registration for follow-up" not in said(client.get(at("consents", stay)))
    answer = client.post(at("give_consent", stay, kind="registration"), typed())
    assert answer.status_code == 422
    assert client.get(at("give_consent", stay, kind="loot")).status_code == 404


def test_a_disclosure_is_recorded_with_its_ground(client: Client, stay: Stay) -> None:
    fields = {
        "source": "own",
        "what": "Oro för ett barn",
        "categories": ["social"],
        "receiver": "Socialnämnden",
        "disclosed_on": TODAY.isoformat(),
        "ground": "child",
        "paragraph": "SoL 19 kap. 1 §",
        "decided_by": "Kim Beslutsson",
        "is_secret_to_person": "on",
    }
    answer = client.post(at("disclosure", stay), fields, follow=True)
    assert "Oro för ett barn" in said(answer) and "Secret toward the participant." in said(answer)
    assert client.post(at("disclosure", stay), fields | {"paragraph": " "}).status_code == 422
    with inside(stay.team):
        assert Disclosure.objects.count() == 1


def test_after_the_key_is_destroyed_the_pages_say_so_and_stand(client: Client, stay: Stay) -> None:
    """Also once somebody has written something new, under a new key: the old ones open nothing."""
    file = SimpleUploadedFile("papper.pdf", PDF, "application/pdf")
    client.post(
        at("give_consent", stay, kind="secrecy"),
        typed(file=file, signer="god_man", signer_name="Kim Gode"),
    )
    told = {
        "source": "own",
        "what": "Oro för ett barn",
        "categories": ["social"],
        "receiver": "Socialnämnden",
        "disclosed_on": TODAY.isoformat(),
        "ground": "child",
        "paragraph": "SoL 19 kap. 1 §",
        "decided_by": "Kim Beslutsson",
    }
    client.post(at("disclosure", stay), told)
    with inside(stay.team):
        made = Consent.objects.get()
    assert "Kim Gode" in said(client.get(at("consent", stay, consent_id=made.pk)))
    for has_new_key in (False, True):
        with inside(stay.team):
            if has_new_key:
                save_contact(team=stay.team, person_id=stay.person_id, contact="{}")
            else:
                assert forget_identity(team=stay.team, person_id=stay.person_id)
        page = client.get(at("consent", stay, consent_id=made.pk))
        assert page.status_code == 200 and "Kim Gode" not in said(page)
        paper = client.get(at("consent_paper", stay, consent_id=made.pk))
        assert paper.status_code == 409
        assert "key has been destroyed" in said(paper)
        page = client.get(at("disclosure", stay))
        assert "Oro för ett barn" not in said(page)
        assert "Socialnämnden" in said(page) and "key has been destroyed" in said(page)
        assert client.get(at("who_knows", stay)).status_code == 200


@pytest.mark.parametrize(
    ("edition", "words"),
    [
        ("plain", "Samtycke till att dela uppgifter"),
        ("easy", "Får vi dela uppgifter om dig?"),
        ("english", "Consent to share information"),
    ],
)
def test_the_form_is_one_page_and_names_nobody(
    client: Client, stay: Stay, board: Authority, edition: str, words: str
) -> None:
    for _number in range(5):
        make_authority()
    answer = client.get(at("consent_blank", stay, edition=edition))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert words in text and "Provnämnden" in text and "12" in text and "{months}" not in text
    assert "K-1" not in text


def test_the_approved_text_is_used_and_an_old_form_stays_as_signed(client: Client, stay: Stay) -> None:
    client.post(at("give_consent", stay, kind="secrecy"), typed())
    texts = {edition: dict(parts) for edition, parts in proposal().items()}
    chief = make_user("ombud")
    actor = officer(stay.team, user_id=chief.pk)
    for number in (1, 2):
        texts["easy"]["title"] = f"Rubrik {number}"
        set_context(None)
        with acting(actor):
            approve_text(actor=actor, team=stay.team, texts=texts, decision_number=f"Beslut {number}")
        client.post(at("give_consent", stay, kind="secrecy"), typed(categories=["work"]))
    with inside(stay.team):
        made = list(Consent.objects.order_by("pk"))
    shown = [said(client.get(at("consent", stay, consent_id=one.pk))) for one in made]
    assert [f"Rubrik {number}" in text for number, text in ((1, shown[1]), (2, shown[1]))] == [True, False]
    assert "Rubrik 2" in shown[2]


def test_those_that_run_out_are_listed_and_logged(team: Team, stay: Stay, client: Client) -> None:
    later, gone = make_stay(team, own_id="K-2"), make_stay(team, own_id="K-3", exited_on=TODAY - DAY)
    renewed = make_stay(team, own_id="K-4")
    for one, days in ((stay, 20), (later, 90), (gone, 20), (renewed, 10)):
        make_consent(team, one.person_id, signed_on=TODAY - 60 * DAY, agreed_to=TODAY + days * DAY)
    make_consent(team, renewed.person_id)
    over = make_stay(team, own_id="K-5")
    make_consent(team, over.person_id, signed_on=TODAY - 60 * DAY, agreed_to=TODAY - DAY)
    words = said(client.get(reverse("consents_ending", args=[team.slug])))
    assert re.findall(r"Participant (K-\d)", words) == ["K-1", "K-5"]
    with inside(team):
        logged = set(
            ReadEntry.objects.filter(place="page:consents-ending").values_list("person_id", flat=True)
        )
    assert logged == {stay.person_id, over.person_id}


def test_queries_do_not_grow_with_consents(client: Client, stay: Stay, board: Authority) -> None:
    counts = []
    for _round in range(2):
        for _number in range(4):
            make_consent(stay.team, stay.person_id, board)
            make_consent(stay.team, stay.person_id, agreed_to=TODAY + 20 * DAY)
        for address in (at("consents", stay), reverse("consents_ending", args=[stay.team.slug])):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 17, counts  # four of them are the test's own savepoints
