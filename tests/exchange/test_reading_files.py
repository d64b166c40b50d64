"""Sheets, headers, CSV, and the two cases."""

import datetime as dt
import re
from pathlib import Path

import pytest

from samsteg.exchange.columns import SHEETS
from samsteg.exchange.issues import FileRefused, Level
from tests.exchange.builders import STAYS, codes, mend, read, rewrite_part, save, save_stays, stay, table

CASES = sorted((Path(__file__).parents[2] / "demo" / "workbooks").glob("*.xlsx"))
COUNTS = {
    "kraften-hedemora-2025.xlsx": {"team": 1, "stays": 60, "budget": 5, "positions": 6},
    "samverkansteamet-sater-2021-2022.xlsx": {"team": 1, "stays": 42, "placements": 13, "budget": 4},
}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_cases_read_without_a_word(case):
    parsed = read(case, today=dt.date(2026, 11, 22))
    assert list(parsed.all_issues()) == []
    assert {str(name): len(rows) for name, rows in parsed.sheets.items()} == COUNTS[case.name]


def test_headers_in_any_case_and_order_with_blanks_and_without_diacritics(tmp_path):
    rows = table([stay()])
    rows = [list(reversed(row)) for row in rows]
    rows[0] = [f"  {header.upper().replace('Ö', 'O').replace('Ä', 'A')} " for header in rows[0]]
    parsed = read(save(tmp_path / "a.xlsx", {" arenden": rows}))
    assert list(parsed.all_issues()) == []
    assert parsed.rows("stays")[0].values["enrolled_on"] == dt.date(2025, 2, 1)


def test_unknown_columns_and_sheets_are_told_with_the_nearest_name(tmp_path):
    path = save(
        tmp_path / "a.xlsx",
        {STAYS: table([stay(Remitent="soc")]), "Budgett": [["x"]], "Läs mig": [["x"]], "Blad1": []},
    )
    parsed = read(path)
    assert [(issue.code, issue.level, issue.nearest) for issue in parsed.issues] == [
        ("sheet_unknown", Level.WARNING, "Budget"),
        ("column_unknown", Level.WARNING, "Remittent"),
    ]
    assert not parsed.has_errors


@pytest.mark.parametrize("header", ["Ärende", "Kön", "Född"])
def test_a_missing_column_refuses_the_file_and_names_it(tmp_path, header):
    row = stay()
    row[f"{header} x"] = row.pop(header)
    parsed = read(save_stays(tmp_path / "a.xlsx", row))
    assert parsed.is_refused
    missing = next(issue for issue in parsed.issues if issue.code == "column_missing")
    assert (missing.sheet, missing.row) == (STAYS, 1)
    assert header in missing.message + missing.expected
    assert parsed.rows("stays") == ()


def test_one_of_the_starting_dates_must_have_a_column(tmp_path):
    row = {key: cell for key, cell in stay().items() if key not in ("Remitterad", "Inskriven")}
    parsed = read(save_stays(tmp_path / "a.xlsx", row))
    assert codes(parsed.issues) == ["column_missing"]
    assert parsed.issues[0].expected == "Remitterad, Uppdrag mottaget, Inskriven"


def test_a_repeated_column_is_an_error(tmp_path):
    rows = [[*cells, cells[0]] for cells in table([stay()])]
    parsed = read(save(tmp_path / "a.xlsx", {STAYS: rows}))
    assert codes(parsed.issues) == ["column_repeated"]
    assert parsed.is_refused


def test_values_under_no_header_are_told(tmp_path):
    header, row = table([stay()])
    parsed = read(save(tmp_path / "a.xlsx", {STAYS: [header, [*row, None, "anteckning"]]}))
    assert [(issue.code, issue.row, issue.column) for issue in parsed.issues] == [
        ("column_without_header", 2, "G")
    ]


def test_blank_rows_and_a_late_header_keep_the_numbers_of_the_file(tmp_path):
    header, row = table([stay()])
    blank = ["  "] + [None] * (len(header) - 1)
    parsed = read(save(tmp_path / "a.xlsx", {STAYS: [[], [], header, [], blank, row, [], []]}))
    assert [parsed_row.row_number for parsed_row in parsed.rows("stays")] == [6]
    assert not parsed.has_errors


def test_hidden_sheets_and_rows_are_read_and_told(tmp_path):
    def hide(book):
        book.create_sheet("Blad2")
        book[STAYS].sheet_state = "hidden"
        book[STAYS].row_dimensions[2].hidden = True

    parsed = read(mend(save_stays(tmp_path / "a.xlsx", stay()), hide))
    assert [(issue.code, issue.level, issue.row) for issue in parsed.issues] == [
        ("sheet_hidden", Level.WARNING, None),
        ("rows_hidden", Level.WARNING, 2),
    ]
    assert len(parsed.rows("stays")) == 1


def test_dates_of_a_1904_workbook_are_the_same_days(tmp_path):
    path = save(tmp_path / "a.xlsx", {STAYS: table([stay()])}, date_1904=True)
    assert read(path).rows("stays")[0].values["enrolled_on"] == dt.date(2025, 2, 1)


def test_formulas_count_with_their_saved_result_only(tmp_path):
    def calculate(book):
        book[STAYS]["A2"] = '="P-"&"1"'

    path = mend(save_stays(tmp_path / "a.xlsx", stay()), calculate)
    (row,) = read(path).rows("stays")
    assert [(issue.code, issue.row, issue.column) for issue in row.issues] == [
        ("formula_unsaved", 2, "Ärende")
    ]
    rewrite_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace("</f><v></v>", "</f><v>7</v>")
            .replace("</f><v />", "</f><v>7</v>")
            .replace("</f><v/>", "</f><v>7</v>")
        ),
    )
    (row,) = read(path).rows("stays")
    assert (row.issues, row.key) == ((), ("7",))


def test_a_stated_size_that_is_wrong_loses_no_rows(tmp_path):
    path = save_stays(tmp_path / "a.xlsx", stay(), stay(Ärende="P-2"))
    rewrite_part(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub('<dimension ref="[^"]*"/>', '<dimension ref="A1"/>', xml),
    )
    assert len(read(path).rows("stays")) == 2


HEADER = "Ärende;Född;Kön;Inskriven;Månader i offentlig försörjning före;Försörjning vid inskrivning"
LINE = 'P-1;1990-05-17;K;250201;12,5;"lön;a-kassa"'
CSV = f"{HEADER}\r\n{LINE}\r\n"


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode("utf-8"),
        CSV.encode("utf-8-sig"),
        CSV.encode("cp1252"),
        ("\r\n" + CSV).encode("utf-8"),
        CSV.replace(";", ",").replace("12,5", '"12,5"').replace("lön,a", "lön;a").encode("cp1252"),
        CSV.replace("\r\n", "\n").encode("utf-8"),
    ],
    ids=["utf-8", "utf-8 with mark", "windows-1252", "blank first line", "commas", "line feeds"],
)
def test_csv(tmp_path, content):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    parsed = read(path)
    (row,) = parsed.rows("stays")
    assert list(parsed.all_issues()) == []
    assert str(row.values["support_before_months"]) == "12.5"
    assert row.values["income_start"] == ("salary", "unemployment_benefit")
    assert row.values["enrolled_on"] == dt.date(2025, 2, 1)


@pytest.mark.parametrize("name", [name for name in SHEETS if name != "team"])
def test_the_header_of_a_csv_tells_its_sheet(tmp_path, name):
    path = tmp_path / "a.csv"
    path.write_text(";".join(column.header for column in SHEETS[name].columns) + "\n", encoding="utf-8")
    assert list(read(path).sheets) == [name]


def test_a_team_as_csv(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Fält;Värde\nNamn;Påhittsteamet\nKommun;Säter\n", encoding="utf-8")
    assert read(path).rows("team")[0].values["municipality_code"] == "2082"


def test_a_csv_that_names_no_known_columns_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Namn;Telefon\nx;y\n", encoding="utf-8")
    with pytest.raises(FileRefused) as refusal:
        read(path)
    assert refusal.value.code == "no_known_sheet"


def test_thousands_of_wrong_rows_stop_the_reading(tmp_path):
    lines = "\n".join(f"P-{number};1990;K;strax" for number in range(2_500))
    path = tmp_path / "a.csv"
    path.write_text(f"Ärende;Född;Kön;Inskriven\n{lines}\n", encoding="utf-8")
    parsed = read(path)
    assert codes(parsed.issues) == ["too_many_errors"]
    assert parsed.is_refused
    assert len(parsed.rows("stays")) == 2_001


def test_rows_of_nothing_but_unsaved_formulas_dont_vanish(tmp_path):
    def calculate(book):
        book[STAYS].append(["=A2"])
        book[STAYS].append([None, "=B2"])

    parsed = read(mend(save_stays(tmp_path / "a.xlsx", stay()), calculate))
    assert [(issue.code, issue.row) for issue in parsed.issues] == [
        ("formula_unsaved", 3),
        ("formula_unsaved", 4),
    ]
    assert parsed.is_refused


def test_an_empty_text_is_a_result_of_a_formula(tmp_path):
    def calculate(book):
        book[STAYS]["F1"] = "Handledare"
        book[STAYS]["F2"] = '=""'

    path = mend(save_stays(tmp_path / "a.xlsx", stay()), calculate)
    assert codes(read(path).rows("stays")[0].issues) == ["formula_unsaved"]
    rewrite_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('<c r="F2"', '<c r="F2" t="str"'))
    (row,) = read(path).rows("stays")
    assert (row.issues, row.values["coach"]) == ((), None)
