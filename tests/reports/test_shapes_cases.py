"""The two real years in their teams' own shapes: headings, tables and lists word by word as they were printed."""

from __future__ import annotations

import datetime as dt

import pytest

from samsteg.core.context import acting
from samsteg.reports.build import Choices, Report, write_report
from samsteg.reports.document import BulletList, Heading, Note, Paragraph, Table
from samsteg.reports.phrasing import plain
from tests.factories import make_published
from tests.statistics.cases import KRAFTEN, SATER, Case, load_case

NBSP = "\u00a0"

pytestmark = pytest.mark.django_db


def report(case: Case, name: str) -> Report:
    choices = Choices(template_name=name, written_on=dt.date(2026, 2, 23))
    with acting(case.actor):
        return write_report(case.actor, case.team, case.period, choices)


def headings(result: Report) -> list[str]:
    return [block.text for block in result.document.blocks if isinstance(block, Heading) and block.level == 1]


def tables(result: Report) -> dict[str, Table]:
    return {block.key: block for block in result.document.blocks if isinstance(block, Table)}


def said(result: Report) -> str:
    paragraphs = (plain(block.runs) for block in result.document.blocks if isinstance(block, Paragraph))
    return "\n".join(paragraphs).replace(NBSP, " ")


def list_under(result: Report, caption: str) -> list[str]:
    """The lines of the list whose heading line begins so."""
    blocks = result.document.blocks
    for lead, following, base in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if isinstance(lead, Paragraph) and plain(lead.runs).startswith(caption):
            assert isinstance(following, BulletList)
            assert isinstance(base, Note)
            return [plain(item).replace(NBSP, " ") for item in following.items]
    raise AssertionError(f"no list {caption!r}")


@pytest.fixture
def kraften() -> Report:
    return report(load_case(KRAFTEN), "kraften-2025")


@pytest.fixture
def sater() -> Report:
    return report(load_case(SATER), "sater")


def test_kraften_headings(kraften: Report) -> None:
    assert headings(kraften) == [
        "Sammanfattning;",
        "1. Deltagare",
        "2. Deltagare, genomförande och process",
        "3. Deltagare resultat",
        "4. Personalen-insatsens förutsättningar",
        "5. Personal arbetssätt och metoder",
        "6. Personal-Resultat och effekter",
        "7. Organisation-förutsättningar",
        "8. Organisation-genomförande och process",
        "9. Organisation – Resultat och effekter",
        "Så har siffrorna räknats",
        "Kontroller",
    ]


def test_kraften_flow(kraften: Report) -> None:
    flow = tables(kraften)["flow"]
    assert flow.caption == "Tabell 250101-251231"
    assert [column.header for column in flow.columns] == [
        "Antal inskrivna 250101",
        "Antal ny-inskrivna under perioden",
        "Antal avslut totalt",
        "Dropouts (tidiga avhopp)",
        "Antal i arbete",
        "Antal i studier",
        "Antal till annan arbetslivsinriktad rehab",
        "Antal till sjukersättning",
        "Antal till annat",
        "Antal inskrivna 251231",
    ]
    assert [row.cells for row in flow.rows] == [("38", "22", "25", "0", "5", "1", "2", "4", "13", "35")]


def test_kraften_lists(kraften: Report) -> None:
    assert list_under(kraften, "Remitterade deltagare till Kraften perioden: 22 personer") == [
        "Varav män 13",
        "Varav kvinnor 9",
    ]
    assert list_under(kraften, "Åldersfördelning") == ["18-30 12", "31-45 5", "46-64 5"]
    assert list_under(kraften, "Remittenter") == [
        "Region Dalarna (RD): 5",
        "Försäkringskassan (FK): 6",
        "Socialförvaltningen (Soc): 8",
        "Arbetsförmedlingen (AF): 0",
        "Egenremisser: 2",
        "KAA: 1",
    ]
    assert list_under(kraften, "Avslutade till resultat fördelade på kön:") == [
        "6 kvinnor 75%",
        "2 män 25%",
    ]
    assert list_under(kraften, "Genomströmningstid i Kraften") == [
        "Totalt: 30,75 månader",
        "Kvinnor 22,33 månader",
        "Män 56 månader",
    ]
    assert list_under(kraften, "Tid i offentlig försörjning innan Kraften:") == [
        "Totalt: 4,63 år",
        "Kvinnor: 4,01 år",
        "Män: 6,5 år",
    ]
    assert len(list_under(kraften, "Personalsammansättning 250101-251231")) == 6


def test_kraften_sentences(kraften: Report) -> None:
    text = said(kraften)
    assert "Under året har 22 personer inremitterats till Kraften." in text
    assert "Under året avslutades 25 personer. Av dessa avslutades 8 till resultat dvs 32%." in text
    assert "För 2025 beviljades 1,615 miljoner." in text


def test_kraften_budget(kraften: Report) -> None:
    budget = tables(kraften)["budget"]
    assert [column.header for column in budget.columns] == [
        "Post",
        "Äskat 2025",
        "Beviljat fördelat som andel",
        "Förbrukat 2025",
    ]
    assert [row.cells for row in budget.rows] == [
        ("Personal", "2032000", "1529208", "1421971"),
        ("Handledning/utbildning", "32000", "24082", "31276"),
        ("Deltagarkostnader", "72000", "54184", "50019"),
        ("Personalkostnader", "10000", "7526", "0"),
        ("Totalt", "2146000", "1615000", "1503266"),
    ]


def test_the_printed_half_year_over_a_year_does_not_stand(kraften: Report) -> None:
    assert kraften.document.cover.kind == "Årsrapport"


def test_kraften_2021_has_parental_leave_and_the_earlier_periods_across() -> None:
    case = load_case(KRAFTEN)
    for year, months in ((2023, 20), (2024, 21)):
        make_published(
            case.team,
            "throughput.results.months",
            months,
            dt.date(year, 1, 1),
            dt.date(year, 12, 31),
            unit="mån",
        )
    result = report(case, "kraften-2021")
    flow = tables(result)["flow"]
    assert flow.caption == "Tabell: Deltagarresultat 250101-251231"
    assert flow.rows[0].cells == ("38", "22", "25", "0", "5", "1", "2", "4", "0", "13", "35")
    history = tables(result)["throughput_history"]
    assert [column.header for column in history.columns] == ["Period", "2301-2312", "2401-2412", "2501-2512"]
    assert history.rows[0].cells == ("Månader", "20", "21", "30,75")
    assert history.rows[1].cells[0] == "Räknat nu"
    assert list_under(result, "Remittenter")[0] == "Socialförvaltningen (SOC): 8"
    assert not any("AF" in line for line in list_under(result, "Remittenter"))
    assert "Under perioden har 25 personer avslutat Kraften, inga dropouts." in said(result)
    assert [column.header for column in tables(result)["budget"].columns][:2] == ["Post", "Årsbudget äskat"]


def test_sater_headings(sater: Report) -> None:
    assert headings(sater)[:10] == [
        "1.Deltagare -insatsen förutsättningar",
        "2. Deltagare – genomförande och process",
        "3. Deltagare- resultat och effekter",
        "4. Personal-insatsens förutsättningar",
        "5. Personal - arbetssätt och metoder",
        "6. Personal-resultat och effekter",
        "7. Organisation- förutsättningar",
        "8. Organisation- genomförande och process",
        "9 Organisation- resultat och effekt",
        "10.Utvecklingsområden",
    ]
    assert "Sammanfattning" not in headings(sater)


def test_sater_sentences_say_what_adds_up(sater: Report) -> None:
    text = said(sater)
    for sentence in (
        "Antal deltagare totalt för perioden 20210701–20220630 var 32. Av dessa var 12 kvinnor och 20 män. "
        "Dessa 32 har aktualiserats av:",
        "Av de 32 deltagarna hade 17 försörjningsstöd, 14 ersättning i form av sjukpenning och 1 sjukpenning i "
        "särskilda fall. Således hade 53 % ersättning från kommunen och 47 % ersättning från Försäkringskassan.",
        "Medelåldern för samtliga deltagare under perioden var 42 år. För de kvinnliga deltagarna var medelåldern "
        "40 år och för männen var den 43 år. Yngsta deltagaren var 22 år och den äldsta 63 år.",
        "Vid periodens slut var det 10 personer som stod i kö för att börja i teamet. Den person som har stått "
        "längst i kön har stått i kö i 15 månader och den som stått kortast tid 3 månader.",
        "Under perioden har 13 av deltagarna varit ute i arbetsträning",
        "Vid periodens slut var det 25 personer inskrivna och av dessa var 9 kvinnor (36 %) och 16 män (64 %).",
        "Vid periodens början var det 10 (38 %) kvinnor och 16 (62 %) män i verksamheten.",
        "Det har under perioden skrivits in 6 nya deltagare i verksamheten, 33 % kvinnor och 67 % män.",
        "Totalt har 7 deltagare avslutats under perioden, 3 till arbete, 1 till studier, 1 till annan "
        "arbetsrehabiliterande åtgärd och 2 till annat.",
        "Detta innebar att 71 % av de avslutade deltagarna under perioden nådde verksamhetens mål.",
        "Deltagarantalet var vid periodens början 26 och vid periodens slut var deltagarantalet 25.",
        "Under perioden har 4 deltagare varit inskrivna parallellt i Samverkansteamet Säter",
    ):
        assert sentence in text


def test_sater_lists(sater: Report) -> None:
    assert list_under(sater, "Aktualiserats av") == [
        "Socialtjänsten 14",
        "Öppenvårdpsykiatrin 9",
        "Försäkringskassan 6",
        "Primärvård 2",
        "Arbetsförmedlingen 1",
    ]
    assert list_under(sater, "Genomströmningstid") == [
        "Kvinnor 16 månader",
        "Män 25 månader",
        "Totalt 23 månader",
    ]
    assert list_under(sater, "Antal år") == ["Kvinnor 11 år", "Män 5 år", "Totalt 6 år"]


def test_sater_budget(sater: Report) -> None:
    budget = tables(sater)["budget"]
    assert [column.header for column in budget.columns] == [
        "Samverkansteamet Säter",
        "Utfall jan-juni 2022",
        "Budget jan-juni 2022",
        "Avvikelse jan-juni 2022",
    ]
    assert [tuple(cell.replace(NBSP, " ") for cell in row.cells) for row in budget.rows] == [
        ("Personal", "511 699", "706 500", "194 801"),
        ("Lokaler", "76 064", "41 000", "-35 064"),
        ("Övriga kostnader", "54 339", "77 500", "23 161"),
        ("Externa tjänster", "96 525", "85 000", "-11 525"),
        ("Summa", "738 627", "910 000", "171 373"),
    ]


def test_where_the_printed_report_contradicts_itself_the_computed_value_stands_and_the_check_names_it() -> (
    None
):
    case = load_case(SATER)
    printed = (
        ("treated.count", 31),
        ("treated.sex.men", 19),
        ("treated.referrer.soc", 13),
        ("flow.new", 7),
        ("throughput.work.months", 23),
    )
    for figure, value in printed:
        make_published(case.team, figure, value, case.period.first, case.period.last, source="Helårsrapport")
    result = report(case, "sater")
    named = {
        (one.codes[0], one.left.value, one.right.value)
        for one in result.findings
        if one.rule == "printed-and-computed"
    }
    assert named == {
        ("treated.count", "31", "32"),
        ("treated.sex.men", "19", "20"),
        ("treated.referrer.soc", "13", "14"),
        ("flow.new", "7", "6"),
        ("throughput.work.months", "23", "21"),
    }


@pytest.mark.parametrize("name", ["kraften-2021", "kraften-2025", "avesta", "sater"])
@pytest.mark.parametrize("which", [KRAFTEN, SATER])
def test_every_shape_fits_every_team(name: str, which: str) -> None:
    case = load_case(which)
    text = said(report(case, name))
    assert "{" not in text
    assert "<" not in text
