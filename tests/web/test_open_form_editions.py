"""Every text of the open form in each edition: fields, buttons, faults and receipt, on each page in each state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samsteg.organisation.models import Team
from samsteg.participants.referrals.drafts import TRIES
from tests.factories import make_team
from tests.participants.referrals.makers import open_the_form

pytestmark = pytest.mark.django_db
PERSON = {"first_name": "Zq", "born": "1990"}
LONG = "Zq" * 150
# Easy as they are, names, and what the one who fills it in has chosen among: the same in both editions.
ALSO_EASY = {
    "Samsteg",
    "Svenska",
    "Lätt svenska",
    "English",
    "Hoppa till innehållet",
    "Tillbaka",
    "Tillbaka ett steg",
    "Fortsätt",
    "Börja",
    "Ändra",
    "Öppna",
    "Välj",
    "Ja",
    "Nej",
    "Ring mig",
    "Skicka till teamet",
    "Förnamn",
    "Efternamn",
    "Telefon",
    "Kön",
    "Kvinna",
    "Man",
    "Stämmer det?",
    "Hur har personen sagt ja?",
    "Vilken dag?",
    "Skriv ditt namn.",
    "Till exempel 1990-05-17. Det räcker med året.",
    "Stäng sidan om andra använder datorn.",
    "Socialtjänsten",
    "Försäkringskassan",
    "Arbetsförmedlingen",
    "Region",
    "Psykiatrin",
    "Primärvården",
    "Kommunala aktivitetsansvaret",
    "Kriminalvården",
    "God man",
    "Frivården",
    "Språk",
    "Övning: inga riktiga personer",
    "Teamet hör av sig inom några arbetsdagar. Du behöver inte göra något mer.",
}


class Texts(HTMLParser):
    """What a reader sees or hears of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "html":
            self.lang = told.get("lang") or ""
        self.found += [told[name] or "" for name in ("aria-label", "placeholder", "alt") if told.get(name)]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def texts(page: str) -> list[str]:
    parser = Texts()
    parser.feed(page)
    told = (" ".join(one.split()) for one in parser.found)
    return [one for one in told if re.search(r"[^\W\d_]{2}", one) and "Zq" not in one]


def plain_words(text: str) -> str:
    """Without the number of the step and the name of the site, which titles have."""
    return re.sub(r" \(\d/\d\)", "", text.removesuffix(" \u2013 Samsteg")).removesuffix(":")


@pytest.fixture
def team() -> Team:
    team = make_team("Zqteamet", slug="provdalen")
    open_the_form(team)
    return team


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("samsteg.web.open_form.guards.SHORTEST", 0)
    yield


def states(team: Team, edition: str) -> Iterator[tuple[str, str]]:
    """Each page of the form in each state, as somebody comes to it."""
    client = Client(headers={"accept-language": "en"})

    def at(name: str, step: str = "") -> str:
        return reverse(name, args=[team.slug, edition, *([step] if step else [])])

    def page(state: str, answer: Callable[[], object]) -> tuple[str, str]:
        return state, answer().content.decode()  # type: ignore[attr-defined]  # a response

    def post(name: str, typed: dict[str, str], step: str = "") -> Callable[[], object]:
        return lambda: client.post(at(name, step), typed)

    def get(name: str, step: str = "") -> Callable[[], object]:
        return lambda: client.get(at(name, step))

    step = "open_form_step"
    yield page("start", get("open_form"))
    yield page("who", get(step, "vem"))
    yield page("who: nobody", post(step, {"referrer": ""}, "vem"))
    yield page("who: unnamed", post(step, {"referrer": "soc"}, "vem"))
    client.post(at(step, "vem"), {"referrer": "self"})
    yield page("person", get(step, "personen"))
    odd = {"first_name": "", "born": "i maj", "municipality": "Zqstad", "phone": LONG}
    yield page("person: wrong", post(step, odd, "personen"))
    yield page("person: unborn", post(step, {**PERSON, "born": "2190-01-01"}, "personen"))
    client.post(at(step, "personen"), PERSON)
    yield page("questions", get(step, "fragor"))
    client.post(at(step, "fragor"), {"answer_0": "Zq"})
    yield page("yes", get(step, "samtycke"))
    unsaid = {"consent_visit": "on", "consented_on": "i går"}
    yield page("yes: how", post(step, unsaid, "samtycke"))
    client.post(at(step, "samtycke"), {"consent_visit": "on", "consent_form": "self"})
    yield page("check", get(step, "kontrollera"))
    yield page("check: no sum", post(step, {"answer": "999"}, "kontrollera"))
    yield page("save", get("open_form_save"))
    yield page("save: short", post("open_form_save", {"code": "kort"}))
    yield page("begun", get("open_form"))
    yield page("saved", post("open_form_save", {"code": "Zqlångkod"}))
    yield page("open", get("open_form_resume"))
    for number in range(TRIES + 1):
        wrong = post("open_form_resume", {"handle": "zqzqzqzqzq", "code": "Zqfelfel"})
        yield page(f"open: wrong {number}", wrong)
    yield page("call", get("open_form_call"))
    yield page("call: nobody", post("open_form_call", {"name": "", "phone": ""}))
    yield page("thanks", get("open_form_thanks"))


def told_in(team: Team, edition: str) -> dict[str, list[str]]:
    return {state: texts(page) for state, page in states(team, edition)}


def test_every_text_is_easy_in_the_easy_edition(team: Team) -> None:
    plain, easy = told_in(team, "svenska"), told_in(team, "latt-svenska")
    assert plain.keys() == easy.keys() and len(plain) > 25
    left = {
        text
        for state, said in easy.items()
        for text in set(said) & set(plain[state])
        if plain_words(text) not in ALSO_EASY
        and not re.fullmatch(r"Steg \d av \d|Hur mycket \u00e4r \d+ plus \d+\?", text)
    }
    assert not left, (
        f"the same in both editions: write it in locale_easy, or say above that it is easy: {sorted(left)}"
    )


def test_every_text_is_english_in_the_english_edition(team: Team) -> None:
    """No Swedish letter is left, and nothing is as in the Swedish edition but names."""
    plain, english = told_in(team, "svenska"), told_in(team, "english")
    names = {"Samsteg", "Svenska", "Lätt svenska", "English", "Man", "Region"}
    for state, said in english.items():
        same = set(said) & set(plain[state]) - names
        assert same == set(), (state, same)
        assert not [text for text in said if re.search("[åäöÅÄÖ]", text) and text not in names], state


def test_a_sentence_of_the_easy_edition_is_short(team: Team) -> None:
    """At most fifteen words, so that it can be read by whoever reads slowly."""
    for state, said in told_in(team, "latt-svenska").items():
        for text in said:
            for sentence in re.split(r"[.?!:] ", text):
                assert len(sentence.split()) <= 15, (state, sentence)


def test_the_page_says_its_language_and_easy_falls_back_on_swedish(team: Team) -> None:
    answer = Client().get(reverse("open_form", args=[team.slug, "latt-svenska"]))
    assert '<html lang="sv-simple">' in answer.content.decode()
    with translation.override("sv-simple"):
        assert translation.gettext("Participants") == "Deltagare"  # no easy text: the usual one
        assert translation.gettext("Save the draft") == "Spara"
