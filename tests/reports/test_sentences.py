"""What the figures write: singular, plural, nobody, number words, and silence where a person would be pointed out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from samsteg.organisation.settings import Settings
from samsteg.reports.phrasing import Noun, Style, paragraph_of, plain
from samsteg.reports.reading import Reading
from samsteg.reports.sentences import SENTENCES
from samsteg.statistics.values import Period
from tests.reports.readings import YEAR, case, reading, style

NBSP = "\u00a0"
HALF_YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 6, 30))


def said(name: str, figures: Reading, how: Style | None = None) -> str:
    return plain(paragraph_of(SENTENCES[name](figures, how or style(figures.period))))


def new(count: int, women: int = 0, men: int = 0, other: int = 0) -> dict[str, int]:
    return {"flow.new": count, "new.sex.women": women, "new.sex.men": men, "new.sex.other": other}


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        (new(0), "Ingen person skrevs in under året."),
        (new(1, women=1), "En person skrevs in under året."),
        (new(2, women=1, men=1), "Under året skrevs 2 personer in, 1 kvinna och 1 man."),
        (new(22, women=9, men=13), "Under året skrevs 22 personer in, 9 kvinnor och 13 män."),
        (new(3, men=3), "Under året skrevs 3 personer in, alla män."),
        (
            new(4, women=2, men=1, other=1),
            "Under året skrevs 4 personer in, 2 kvinnor, 1 man och 1 med annat eller okänt kön.",
        ),
    ],
)
def test_the_new_ones(figures: Mapping[str, int], text: str) -> None:
    assert said("new", reading(figures)) == text


@pytest.mark.parametrize(
    ("noun", "count", "text"),
    [
        (Noun("ärende", "ärenden", "ärendena", "neutrum"), 0, "Inget ärende avslutades under året."),
        (Noun("ärende", "ärenden", "ärendena", "neutrum"), 1, "Ett ärende avslutades under året."),
        (Noun("deltagare", "deltagare", "deltagarna"), 1, "En deltagare avslutades under året."),
        (
            Noun("individ", "individer", "individerna"),
            2,
            "Under året avslutades 2 individer. Ingen av dem gick vidare till resultat.",
        ),
    ],
)
def test_the_noun_is_the_templates(noun: Noun, count: int, text: str) -> None:
    base = style()
    how = Style(noun, base.formats, base.wording, base.during, base.at_end)
    assert said("exits", reading({"flow.exits": count, "results.share": Decimal(0)}), how) == text


@pytest.mark.parametrize(
    ("count", "words", "text"),
    [
        (8, "start", "Åtta av dem gick vidare till resultat, 32 procent."),
        (8, "text", "Åtta av dem gick vidare till resultat, 32 procent."),
        (8, "never", "8 av dem gick vidare till resultat, 32 procent."),
        (12, "start", "Tolv av dem gick vidare till resultat, 32 procent."),
        (13, "start", "13 av dem gick vidare till resultat, 32 procent."),
    ],
)
def test_number_words_up_to_twelve(count: int, words: str, text: str) -> None:
    figures = reading({"flow.exits": 25, "results.count": count, "results.share": Decimal("0.32")})
    assert said("exits", figures, style(number_words=words)).endswith(text)


def test_number_words_inside_a_sentence_only_where_the_template_says_so() -> None:
    figures = reading({"flow.new": 12, "new.sex.women": 9, "new.sex.men": 3})
    assert said("new", figures, style(number_words="text")) == (
        "Under året skrevs tolv personer in, nio kvinnor och tre män."
    )
    assert said("new", figures, style(number_words="text", number_words_up_to=9)) == (
        "Under året skrevs 12 personer in, nio kvinnor och tre män."
    )


def test_half_a_percent_is_rounded_up() -> None:
    figures = reading({"flow.exits": 8, "results.count": 1, "results.share": Decimal("0.125")})
    assert said("exits", figures).endswith("En av dem gick vidare till resultat, 13 procent.")


def test_the_period_has_its_own_words() -> None:
    assert said("new", reading(new(2, women=2), period=HALF_YEAR)) == (
        "Under halvåret skrevs 2 personer in, alla kvinnor."
    )


def test_the_sexes_stand_in_the_teams_order() -> None:
    figures = reading(new(22, women=9, men=13))
    assert said("new", figures, style(sex_order="men,women")).endswith("13 män och 9 kvinnor.")


def test_every_number_of_a_figure_is_live() -> None:
    (sentence,) = SENTENCES["new"](reading(new(22, women=9, men=13)), style())
    assert {run.code: run.text for run in sentence if run.code} == {
        "flow.new": "22",
        "new.sex.women": "9",
        "new.sex.men": "13",
    }


def kraften() -> Reading:
    figures = case("kraften-hedemora-2025") | {
        "exits.other.daily_activity_lss": 2,
        "exits.other.moved": 2,
        "exits.other.deceased": 1,
        "exits.other.back_to_referrer": 8,
        "throughput.results.months.min": 5,
        "throughput.results.months.max": 59,
        "budget.deviation": 111734,
    }
    n = {
        "throughput.results.months": 8,
        "throughput.results.months.women": 6,
        "throughput.results.months.men": 2,
        "support_before.results.years": 8,
        "support_before.results.years.women": 6,
        "support_before.results.years.men": 2,
        "results.share": 25,
    }
    return reading(figures, n=n)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("closing", "Vid årets slut var 35 personer inskrivna. Vid periodens början var det 38."),
        ("exits", "Under året avslutades 25 personer. Åtta av dem gick vidare till resultat, 32 procent."),
        (
            "destinations",
            "Fem gick till arbete, 1 till studier, 2 till annan arbetslivsinriktad rehabilitering, "
            "4 till sjukersättning och 13 till annat.",
        ),
        ("early_exits", "Inget av avsluten var ett tidigt avhopp."),
        (
            "other_details",
            "I annat ingår 2 som gick till daglig verksamhet enligt LSS, 2 som flyttade, "
            "8 som återgick till remittenten och 1 med en annan anledning.",
        ),
        (
            "results_by_sex",
            "Av de 8 som gick vidare till resultat var 6 kvinnor (75 procent) och 2 män (25 procent).",
        ),
        (
            "throughput",
            "Genomströmningstiden var i medel 30,75 månader för de 8 som gick vidare till resultat: "
            "22,33 månader för kvinnorna och 56 månader för männen. "
            "Den kortaste tiden var 5 månader och den längsta 59 månader.",
        ),
        (
            "support_before",
            "De 8 som gick vidare till resultat hade i medel haft offentlig försörjning i 4,63 år före insatsen: "
            "4,01 år för kvinnorna och 6,5 år för männen.",
        ),
        ("referrers", "Flest kom från socialtjänsten, 8 av 22."),
        (
            "budget",
            f"För 2025-01-01 – 2025-12-31 beviljades teamet 1{NBSP}615{NBSP}000 kronor. Utfallet blev "
            f"1{NBSP}503{NBSP}266 kronor, 111{NBSP}734 kronor mindre än beviljat.",
        ),
        (
            "result_definition",
            "Med resultat menas arbete, studier och annan arbetslivsinriktad rehabilitering.",
        ),
    ],
)
def test_the_sentences_of_a_real_year(name: str, text: str) -> None:
    assert said(name, kraften()) == text


def test_a_group_shown_as_one_is_one_in_the_text_too() -> None:
    figures = {
        "flow.new": 9,
        "new.referrer.soc": 4,
        "new.referrer.psychiatry": 3,
        "new.referrer.primary_care": 2,
    }
    assert said("referrers", reading(figures)) == "Flest kom från socialtjänsten, 4 av 9."
    settings = Settings(referrer_groups={"Region Exempel": ["region", "psychiatry", "primary_care"]})
    assert said("referrers", reading(figures, settings=settings)) == "Flest kom från Region Exempel, 5 av 9."


def test_referrers_that_tie_are_named_together() -> None:
    figures = reading({"flow.new": 4, "new.referrer.soc": 2, "new.referrer.fk": 2})
    assert (
        said("referrers", figures)
        == "Flest kom från socialtjänsten och Försäkringskassan, 2 från vardera av 4."
    )


@pytest.mark.parametrize(
    ("deviation", "end"),
    [
        (500, ", 500 kronor mindre än beviljat."),
        (-500, ", 500 kronor mer än beviljat."),
        (0, ", lika mycket som beviljades."),
    ],
)
def test_money_over_and_left_in_words(deviation: int, end: str) -> None:
    figures = {"budget.granted": 1000, "budget.actual": 1000 - deviation, "budget.deviation": deviation}
    assert said("budget", reading(figures)).endswith(end)


def test_the_queue() -> None:
    waiting = {"queue.count": 10, "queue.longest_months": 15, "queue.shortest_months": 3}
    assert said("queue", reading(waiting)) == (
        "Vid årets slut stod 10 personer i kö. Den som hade väntat längst hade stått i kö i 15 månader och den som "
        "hade väntat kortast i 3 månader."
    )
    assert said("queue", reading(waiting | {"queue.longest_months": 1, "queue.shortest_months": 0})).endswith(
        "i 1 månad och den som hade väntat kortast i mindre än en månad."
    )
    assert said("queue", reading()) == "Vid årets slut stod ingen i kö."


ONE_PERSON: list[tuple[str, dict[str, Any], dict[str, int]]] = [
    ("throughput", {"results.count": 1, "throughput.results.months": 48}, {"throughput.results.months": 1}),
    (
        "support_before",
        {"results.count": 1, "support_before.results.years": 9},
        {"support_before.results.years": 1},
    ),
    ("new_ages", {"flow.new": 1, "new.age.46_64": 1, "new.age.mean": 47}, {"new.age.mean": 1}),
    ("treated_ages", {"treated.count": 1, "treated.age.mean": 47}, {"treated.age.mean": 1}),
    ("payers", {"flow.new": 1, "new.payer.fk": 1}, {}),
    ("referrers", {"flow.new": 1, "new.referrer.fk": 1}, {}),
    ("destinations", {"flow.exits": 1, "exits.work": 1}, {}),
    ("other_details", {"exits.other": 1, "exits.other.deceased": 1}, {}),
    ("results_by_sex", {"results.count": 1, "results.sex.men": 1}, {}),
    ("early_exits", {"flow.exits": 1, "flow.dropouts": 1}, {}),
]


@pytest.mark.parametrize(("name", "figures", "n"), ONE_PERSON)
def test_nothing_is_said_about_one_single_person(
    name: str, figures: dict[str, Any], n: dict[str, int]
) -> None:
    assert said(name, reading(figures, n=n)) == ""


def test_means_by_sex_are_left_out_when_one_of_them_is_one_person() -> None:
    code = "throughput.results.months"
    figures = {
        "results.count": 4,
        code: 23.2,
        f"{code}.women": 16,
        f"{code}.men": 25,
        f"{code}.min": 5,
        f"{code}.max": 48,
    }
    n = {code: 4, f"{code}.women": 1, f"{code}.men": 3}
    assert said("throughput", reading(figures, n=n)) == (
        "Genomströmningstiden var i medel 23,2 månader för de 4 som gick vidare till resultat."
    )


@pytest.mark.parametrize("waiting", [1, 4])
def test_the_longest_wait_is_not_told_in_a_small_queue(waiting: int) -> None:
    figures = {"queue.count": waiting, "queue.longest_months": 15, "queue.shortest_months": 3}
    assert "månader" not in said("queue", reading(figures))


def test_an_approximate_age_says_so() -> None:
    figures = reading({"flow.new": 2, "new.age.mean": 40}, n={"new.age.mean": 2})
    value = figures.values["new.age.mean"]
    approximate = type(value)(value.value, value.n, value.unit, approximate=True)
    about = Reading({**figures.values, "new.age.mean": approximate}, YEAR, figures.settings)
    assert said("new_ages", about) == "Medelåldern bland de nya var cirka 40 år."


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_a_team_without_anyone_has_sentences_without_faults(name: str) -> None:
    text = said(name, reading())
    assert text == "" or text.endswith(".")
    assert "{" not in text and "None" not in text


def test_the_day_of_writing_is_told_only_after_the_period() -> None:
    figures = {"now.enrolled": 40, "now.to_enrol": 3}
    after = reading(figures, written_on=dt.date(2026, 2, 23))
    assert said("now", after) == (
        "När rapporten skrivs, 2026-02-23, är 40 personer inskrivna. Ytterligare 3 ska skrivas in."
    )
    assert said("now", reading(figures, written_on=dt.date(2025, 12, 31))) == ""
