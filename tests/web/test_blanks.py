"""The blanks: each in three editions, an accessible PDF, with room for what its step needs, and nobody's name."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.consent_enums import Edition
from samsteg.organisation.models import Team
from samsteg.participants.referrals.questions import questions_at
from samsteg.web.blanks.contents import PAPERS
from samsteg.web.blanks.papers import title_of
from samsteg.web.blanks.views import CONSENT, REFERRAL
from tests.reports.pdf_reading import Pdf
from tests.web.users import inside

pytestmark = pytest.mark.django_db
LANGUAGE = {"plain": "sv-SE", "easy": "sv-SE", "english": "en-GB"}
SAID = {
    ("studiebesok", "english"): "I want to start",
    ("start", "english"): "Planned last day",
    ("plan", "easy"): "Vad önskar du mest?",
    ("uppfoljning", "english"): "Next meeting: day, time and place",
    ("avslut", "easy"): "Vad kan teamet göra bättre?",
    ("koebrev", "easy"): "Du har väntat sedan",
    ("fornamn-i-delad-grupp", "english"): "What do you say?",
    ("fornamn-i-delad-grupp", "easy"): "Du får säga nej.",
    ("fornamn-i-delad-grupp", "plain"): "Jag får säga nej, och ingenting ändras för mig.",
    ("infor-motet", "english"): "What do you want to talk about?",
}


def pdf_of(client: Client, team: Team, key: str, edition: str) -> Pdf:
    answer = client.get(reverse("blank", args=[team.slug, key, edition]))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{key}-{edition}.pdf"'
    return Pdf(answer.content)


@pytest.mark.parametrize("edition", Edition.values)
@pytest.mark.parametrize("key", [*PAPERS, REFERRAL, CONSENT])
def test_each_is_an_accessible_pdf(coach_client: Client, team: Team, key: str, edition: str) -> None:
    pdf = pdf_of(coach_client, team, key, edition)
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp
    assert str(pdf.root["/Lang"]) == LANGUAGE[edition]
    assert pdf.root["/MarkInfo"]["/Marked"]
    assert pdf.tags.count("Title") == 1
    assert not {"Figure", "Formula"} & set(pdf.tags)  # nothing that would need words of its own
    said = " ".join(pdf.text.split())
    assert team.name in said
    assert len(pdf.reader.pages) <= 3
    if (key, edition) in SAID:
        assert SAID[key, edition] in said


def test_all_are_offered_in_all_editions(coach_client: Client, team: Team) -> None:
    page = coach_client.get(reverse("blanks", args=[team.slug])).content.decode()
    for key in (*PAPERS, REFERRAL, CONSENT):
        for edition in Edition.values:
            assert f'href="{reverse("blank", args=[team.slug, key, edition])}"' in page
    assert (
        reverse("blanks", args=[team.slug])
        in coach_client.get(reverse("the_team", args=[team.slug])).content.decode()
    )


def test_the_referral_blank_has_the_teams_own_questions(coach_client: Client, team: Team) -> None:
    with inside(team):
        questions = questions_at(team.pk).questions
    said = " ".join(pdf_of(coach_client, team, REFERRAL, "english").text.split())
    assert questions and all(" ".join(one.text("english").split()) in said for one in questions)


@pytest.mark.parametrize("key", PAPERS)
def test_easy_swedish_is_said_in_its_own_words(key: str) -> None:
    """Where the usual Swedish isn't easy: the title, and every question to the participant."""
    paper = PAPERS[key]
    assert title_of(paper, Edition.EASY) == paper.easy != ""
    asked = [item for item in paper.items if item.kind.name in ("TEXT", "SCALE")]
    assert all(item.easy for item in asked)


@pytest.mark.parametrize(("key", "edition"), [("finns-inte", "plain"), ("plan", "finns-inte")])
def test_what_there_is_not(coach_client: Client, team: Team, key: str, edition: str) -> None:
    assert coach_client.get(reverse("blank", args=[team.slug, key, edition])).status_code == 404
