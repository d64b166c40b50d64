"""The printed tables of the two real years, out of the template and the figures that must come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest

from samsteg.organisation.settings import Settings
from samsteg.reports.document import Paragraph, Table
from samsteg.reports.material import HistoryRow, Material, Money, MoneyRow, StaffRow
from samsteg.reports.phrasing import Style, plain
from samsteg.reports.reading import Reading
from samsteg.reports.tables import build_table
from samsteg.reports.template import load_template
from samsteg.statistics.indicators import codes, indicator_for
from samsteg.statistics.values import Period
from tests.reports.readings import YEAR, case, reading, style

NBSP = "\u00a0"
GRUND = load_template("grund")
SATER = Period(dt.date(2021, 7, 1), dt.date(2022, 6, 30))


def table(key: str, material: Material | Reading, how: Style | None = None) -> Table:
    block = build(key, material, how)
    assert isinstance(block, Table)
    return block


def build(key: str, material: Material | Reading, how: Style | None = None) -> object:
    if isinstance(material, Reading):
        material = Material(material)
    return build_table(GRUND.tables[key], material, how or style(material.reading.period)).block


def cells(key: str, material: Material | Reading, how: Style | None = None) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in table(key, material, how).rows}


def kraften(settings: Settings | None = None) -> Reading:
    return reading(case("kraften-hedemora-2025"), settings=settings)


def sater() -> Reading:
    return reading(case("samverkansteamet-sater-2021-2022"), period=SATER)


def test_the_flow_table_is_one_row_with_its_eleven_columns() -> None:
    flow = table("flow", kraften())
    assert [row.cells for row in flow.rows] == [("38", "22", "25", "0", "5", "1", "2", "4", "0", "13", "35")]
    assert [column.header for column in flow.columns] == [
        "Antal inskrivna 2025-01-01",
        "Antal nyinskrivna under perioden",
        "Antal avslut totalt",
        "Dropouts (tidiga avhopp)",
        "Antal i arbete",
        "Antal i studier",
        "Antal till annan arbetslivsinriktad rehab",
        "Antal till sjukersättning",
        "Antal till föräldraledighet",
        "Antal till annat",
        "Antal inskrivna 2025-12-31",
    ]
    assert flow.base == "60 som var inskrivna någon gång under perioden"


def test_dropouts_and_destinations_sum_to_the_exits() -> None:
    figures = {
        "flow.exits": 5,
        "flow.dropouts": 2,
        "exits.work": 3,
        "exits.work.without_early": 2,
        "exits.other": 2,
        "exits.other.without_early": 1,
    }
    (row,) = table("flow", reading(figures)).rows
    assert row.cells[2:10] == ("5", "2", "2", "0", "0", "0", "0", "1")
    assert sum(int(cell) for cell in row.cells[3:10]) == 5


def test_the_dates_of_the_headers_are_the_teams_way_of_writing() -> None:
    flow = table("flow", kraften(), style(header_dates="yymmdd"))
    assert (flow.columns[0].header, flow.columns[-1].header) == (
        "Antal inskrivna 250101",
        "Antal inskrivna 251231",
    )


def test_destinations_shown_as_one_are_one_column() -> None:
    groups = {"Antal till annat": ["sickness_compensation", "parental_leave", "other"]}
    flow = table("flow", kraften(Settings(destination_groups=groups)))
    assert [column.header for column in flow.columns][7:] == [
        "Antal till annat",
        "Antal inskrivna 2025-12-31",
    ]
    assert flow.rows[0].cells == ("38", "22", "25", "0", "5", "1", "2", "17", "35")


def test_the_new_ones_by_sex_and_age() -> None:
    assert cells("new_sex", kraften()) == {
        "Kvinnor": ("9", f"41{NBSP}%"),
        "Män": ("13", f"59{NBSP}%"),
        "Totalt": ("22", f"100{NBSP}%"),
    }
    assert cells("new_age", kraften()) == {
        "18–30 år": ("12", f"55{NBSP}%"),
        "31–45 år": ("5", f"23{NBSP}%"),
        "46–64 år": ("5", f"23{NBSP}%"),
        "Totalt": ("22", f"100{NBSP}%"),
    }
    assert table("new_age", kraften()).base == "22 nyinskrivna under perioden"


def test_unusual_rows_are_printed_only_when_somebody_is_there() -> None:
    figures = {"flow.new": 3, "new.age.over": 1, "new.age.unknown": 1, "new.age.18_30": 1, "new.sex.other": 3}
    assert list(cells("new_age", reading(figures))) == [
        "18–30 år",
        "31–45 år",
        "46–64 år",
        "Äldre än 64 år",
        "Okänd ålder",
        "Totalt",
    ]
    assert cells("new_sex", reading(figures))["Annat eller okänt"] == ("3", f"100{NBSP}%")


def test_bands_are_the_teams_own() -> None:
    settings = Settings(age_bands=((16, 24), (25, 64)))
    figures = reading({"flow.new": 2, "new.age.16_24": 2}, settings=settings)
    assert list(cells("new_age", figures)) == ["16–24 år", "25–64 år", "Totalt"]


def test_referrers_with_zeros() -> None:
    rows = cells("referrer", kraften())
    assert {label: row[0] for label, row in rows.items()} == {
        "Socialtjänsten": "8",
        "Försäkringskassan": "6",
        "Arbetsförmedlingen": "0",
        "Regionen": "5",
        "Psykiatrin": "0",
        "Primärvården": "0",
        "Kommunens aktivitetsansvar (KAA)": "1",
        "Egenremiss": "2",
        "God man": "0",
        "Frivården": "0",
        "Totalt": "22",
    }


def test_referrers_shown_as_one_stand_at_the_first_ones_place() -> None:
    groups = {"Region Dalarna": ["region", "psychiatry", "primary_care"]}
    assert list(cells("referrer", kraften(Settings(referrer_groups=groups))))[2:5] == [
        "Arbetsförmedlingen",
        "Region Dalarna",
        "Kommunens aktivitetsansvar (KAA)",
    ]
    assert cells("referrer", kraften(Settings(referrer_groups=groups)))["Region Dalarna"][0] == "5"


def test_the_other_teams_tables() -> None:
    referrers, income = cells("referrer", sater()), cells("income", sater())
    assert {label: row[1] for label, row in referrers.items() if row[1] != "0"} == {
        "Socialtjänsten": "14",
        "Psykiatrin": "9",
        "Försäkringskassan": "6",
        "Primärvården": "2",
        "Arbetsförmedlingen": "1",
        "Totalt": "32",
    }
    assert income["Försörjningsstöd"][1] == "17"
    assert income["Sjukpenning"][1] == "14"
    assert income["Sjukpenning i särskilda fall"][1] == "1"
    assert cells("flow_sex", sater()) == {
        "Kvinnor": ("10", "2", "0", "9", "12"),
        "Män": ("16", "4", "0", "16", "20"),
        "Totalt": ("26", "6", "7", "25", "32"),
    }
    assert cells("ages", sater())["Alla inskrivna under perioden"][1:] == ("41,9", "40", "43")
    assert cells("queue", sater()) == {
        "Personer i kö": ("10",),
        "Längst väntan, månader": ("15",),
        "Kortast väntan, månader": ("3",),
    }
    assert cells("placements", sater())["Arbetsträning"] == ("13",)
    assert cells("parallel", sater())["Deltog under perioden"] == ("4",)


def test_results_and_their_share() -> None:
    figures = case("kraften-hedemora-2025") | {"exits.sex.women": 15, "exits.sex.men": 10}
    assert cells("results", reading(figures)) == {
        "Kvinnor": ("6", f"75{NBSP}%", "15", f"40{NBSP}%"),
        "Män": ("2", f"25{NBSP}%", "10", f"20{NBSP}%"),
        "Totalt": ("8", f"100{NBSP}%", "25", f"32{NBSP}%"),
    }


def test_time_in_the_team_and_in_public_support() -> None:
    figures = reading(case("kraften-hedemora-2025"), n={"throughput.results.months": 8})
    assert cells("throughput", figures)["Resultat"][:4] == ("8", "30,75", "22,33", "56")
    assert cells("support_before", figures)["Avslut till resultat"][1:4] == ("4,63", "4,01", "6,5")


def test_details_of_other_without_zeros() -> None:
    figures = case("kraften-hedemora-2025") | {"exits.other.moved": 2, "exits.other.back_to_referrer": 11}
    assert cells("other_details", reading(figures)) == {
        "Flyttade": ("2",),
        "Åter till remittenten": ("11",),
        "Totalt": ("13",),
    }


@pytest.mark.parametrize(
    "key",
    [
        "referrer",
        "income",
        "flow_sex",
        "results",
        "throughput",
        "support_before",
        "placements",
        "staff",
        "budget",
    ],
)
def test_nothing_to_show_is_a_plain_sentence(key: str) -> None:
    block = build(key, reading())
    assert isinstance(block, Paragraph)
    assert plain(block.runs).endswith(".")


@pytest.mark.parametrize("key", ["new_sex", "new_age", "queue", "destinations", "other_details"])
def test_a_table_that_a_sentence_speaks_for_is_left_out_when_empty(key: str) -> None:
    assert build(key, reading()) is None


def test_the_flow_table_stands_even_when_all_is_zero() -> None:
    assert table("flow", reading()).rows[0].cells == ("0",) * 11


def kraften_money() -> Material:
    rows = (
        MoneyRow("Personal", 2032000, 1529208, None, 1421971, None, 1421971),
        MoneyRow("Handledning/utbildning", 32000, 24082, None, 31276, None, 31276),
        MoneyRow("Deltagarkostnader", 72000, 54184, None, 50019, None, 50019),
        MoneyRow("Personalkostnader", 10000, 7526, None, 0, None, 0),
    )
    total = MoneyRow("", 2146000, 1615000, None, 1503266, None, 1503266)
    return Material(kraften(), money=Money(rows, total, is_spread=True))


def test_the_budget_with_a_granted_total_that_was_spread() -> None:
    budget = table("budget", kraften_money(), style(thousands="none"))
    assert [column.header for column in budget.columns] == [
        "Rad",
        "Äskat",
        "Beviljat (fördelat efter äskat)",
        "Utfall",
        "Avvikelse",
    ]
    assert [row.cells for row in budget.rows] == [
        ("Personal", "2032000", "1529208", "1421971", "107237"),
        ("Handledning/utbildning", "32000", "24082", "31276", "\u22127194"),
        ("Deltagarkostnader", "72000", "54184", "50019", "4165"),
        ("Personalkostnader", "10000", "7526", "0", "7526"),
        ("Totalt", "2146000", "1615000", "1503266", "111734"),
    ]
    assert budget.rows[-1].kind == "sum"


def test_kronor_are_grouped_by_the_template() -> None:
    assert cells("budget", kraften_money())["Personal"][1] == f"1{NBSP}529{NBSP}208"


def test_a_budget_column_without_amounts_is_left_out() -> None:
    total = MoneyRow("", None, 910000, None, 738627, None, 738627)
    money = Money((MoneyRow("Lokaler", None, 41000, None, 76064, None, 76064),), total)
    budget = table("budget", Material(sater(), money=money))
    assert [column.header for column in budget.columns] == ["Rad", "Beviljat", "Utfall", "Avvikelse"]
    assert budget.rows[0].cells == ("Lokaler", f"41{NBSP}000", f"76{NBSP}064", f"\u221235{NBSP}064")


def test_staff_without_names() -> None:
    position = StaffRow(
        "handledare", "Exempelkommun", Decimal("80"), dt.date(2025, 1, 1), None, "fredagar lediga"
    )
    without = StaffRow(
        "representant", "Försäkringskassan", None, dt.date(2025, 1, 1), dt.date(2025, 6, 30), ""
    )
    rows = table("staff", Material(reading(), staff=(position, without))).rows
    assert rows[0].cells == ("handledare", "Exempelkommun", f"80{NBSP}%", "2025-01-01", "", "fredagar lediga")
    assert rows[1].cells[2:5] == ("", "2025-01-01", "2025-06-30")


def test_history_as_published_beside_as_computed() -> None:
    before = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    history = (
        HistoryRow(before, Decimal("19"), 0, "mån", "Årsrapport 2024, s. 5", Decimal("21.4567")),
        HistoryRow(YEAR, None, 0, "", "", Decimal("30.75")),
    )
    block = table("throughput_history", Material(reading(), history={"throughput.results.months": history}))
    assert [row.cells for row in block.rows] == [
        ("2024-01-01 – 2024-12-31", "19", "21,46", "Årsrapport 2024, s. 5"),
        ("2025-01-01 – 2025-12-31", "–", "30,75", ""),
    ]
    assert "rättats" in block.note


def test_every_figure_that_the_template_asks_for_is_in_the_registry() -> None:
    figures = reading({"treated.count": 1, "flow.new": 1, "flow.exits": 1, "exits.work": 1, "exits.other": 1})
    shown = {
        code
        for key in GRUND.tables
        for code in build_table(GRUND.tables[key], Material(figures), style()).codes
    }
    assert shown
    assert shown <= set(codes(Settings()))
    assert all(indicator_for(code).definition for code in shown)


def test_bases_agree_with_their_number() -> None:
    def base(figures: Mapping[str, int]) -> str:
        return table("referrer", reading(figures)).base

    assert base({"flow.new": 1, "treated.count": 2}) == (
        "1 nyinskriven under perioden och 2 som var inskrivna någon gång under perioden"
    )
