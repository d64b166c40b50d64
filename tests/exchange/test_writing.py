"""What goes out comes back in unchanged."""

import datetime as dt
import io
import stat
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.exchange import mappings
from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.opening import open_workbook
from samsteg.exchange.parsing import read_rows
from samsteg.exchange.writing import write_template, write_workbook
from tests.exchange.builders import TODAY, personnummer, read

CASES = sorted((Path(__file__).parents[2] / "demo" / "workbooks").glob("*.xlsx"))
ROW = {"own_id": "P-1", "sex": "women", "birth_year": 1990, "enrolled_on": dt.date(2025, 2, 1)}

# Without digits (no personnummer by chance), blanks and number signs (they have tests of their own).
printable = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Nd", "Zs", "Zl", "Zp"), exclude_characters="#"),
    min_size=1,
    max_size=30,
)
days = st.dates(dt.date(1950, 1, 1), dt.date(2026, 12, 31))


def optional(strategy):
    return st.none() | strategy


def some_code(codes):
    return optional(st.sampled_from(sorted(codes.words)))


def some_incomes():
    return st.lists(st.sampled_from(sorted(mappings.INCOME.words)), unique=True, max_size=4).map(tuple)


EXIT_KEYS = ("exit_reason", "exit_detail", "exit_detail_text", "exit_extent_percent", "early_exit")


@st.composite
def sound_stays(draw):
    """Rows without a fault: steps in order, an exit with all that belongs to it or nothing of it."""
    born_on = draw(st.dates(dt.date(1950, 1, 1), dt.date(1999, 12, 31)))
    steps = sorted(draw(st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2026, 2, 1)), min_size=5, max_size=5)))
    row = dict(zip(("referred_on", "mission_received_on", "enrolled_on", "exited_on"), steps, strict=False))
    row |= {
        "own_id": draw(printable),
        "person_own_id": None,
        "personnummer": draw(
            optional(st.integers(980, 999).map(lambda number: personnummer(born_on, number)))
        ),
        "born_on": draw(optional(st.just(born_on))),
        "sex": draw(st.sampled_from(sorted(mappings.SEX.words))),
        "municipality_code": draw(st.sampled_from([None, "2083", "2082", "0180"])),
        "referrer": draw(some_code(mappings.REFERRER)),
        "exit_reason": draw(st.sampled_from(sorted(mappings.EXIT_REASON.words))),
        "exit_detail": draw(optional(st.sampled_from(["moved", "deceased", "back_to_referrer"]))),
        "exit_extent_percent": draw(optional(st.integers(2, 100))),
        "early_exit": draw(st.booleans()),
        "income_start": draw(some_incomes()),
        "income_exit": draw(some_incomes()),
        "support_before_months": draw(optional(st.decimals(0, 1200, places=2))),
        "coach": draw(optional(printable)),
        "parallel_started_on": steps[3],
        "parallel_ended_on": draw(optional(st.just(steps[4]))),
    }
    row["birth_year"] = born_on.year
    if row["personnummer"] is not None:
        row["born_on"] = born_on
    row["exit_detail_text"] = draw(printable) if row["exit_detail"] is None else None
    if draw(st.booleans()):
        row |= dict.fromkeys(("exited_on", *EXIT_KEYS)) | {"income_exit": ()}
    return row


budget = st.fixed_dictionaries(
    {
        "year": st.integers(1990, 2100),
        "period": st.sampled_from(sorted(mappings.BUDGET_PERIOD.words)),
        "name": printable,
        "granted_sek": optional(st.integers(-(10**11), 10**11)),
    }
)
reported = st.fixed_dictionaries(
    {
        "measure": printable,
        "period_from": days,
        "period_to": days,
        "value": st.decimals(-(10**9), 10**9, places=4),
        "unit": some_code(mappings.UNIT),
        "source": optional(printable),
    }
)


def written(sheets, **options):
    buffer = io.BytesIO()
    write_workbook(buffer, sheets, **options)
    return buffer.getvalue()


def read_back(content, folder):
    path = folder / "back.xlsx"
    path.write_bytes(content)
    return read(path)


def plain(parsed):
    """Everything about the rows: values, keys, numbers, and what is said of them."""
    return {
        str(name): [
            (
                row.key,
                row.row_number,
                row.values,
                row.present,
                [(issue.code, issue.column) for issue in row.issues],
            )
            for row in rows
        ]
        for name, rows in parsed.sheets.items()
    }


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(sound_stays(), min_size=1, max_size=4))
def test_stays_survive_the_file(tmp_path_factory, rows):
    """Against the values themselves, not against our own reading of them."""
    rows = [
        {
            **row,
            "own_id": f"{place}{row['own_id']}",
            "personnummer": row["personnummer"] if place == 0 else None,
        }
        for place, row in enumerate(rows)
    ]
    parsed = read_back(written({"stays": rows}), tmp_path_factory.mktemp("stays")).rows("stays")
    assert [issue for row in parsed for issue in row.issues if issue.is_error] == []
    for row, back in zip(rows, parsed, strict=True):
        assert {key: back.values[key] for key in row} == {key: tidy(value) for key, value in row.items()}


def tidy(value):
    """Letters come back composed."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(sound_stays(), max_size=4),
    lines=st.lists(budget, max_size=3),
    figures=st.lists(reported, max_size=3),
)
def test_rows_come_back_as_they_were_read(tmp_path_factory, rows, lines, figures):
    folder = tmp_path_factory.mktemp("round")
    first = read_back(written({"stays": rows, "budget": lines, "reported": figures}), folder)
    again = read_back(
        written({name: [row.values for row in found] for name, found in first.sheets.items()}), folder
    )
    assert plain(first) == plain(again)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(budget, min_size=1, max_size=3), figures=st.lists(reported, min_size=1, max_size=3))
def test_values_survive_the_file(tmp_path_factory, lines, figures):
    """Against the values themselves, not against our own reading of them."""
    parsed = read_back(written({"budget": lines, "reported": figures}), tmp_path_factory.mktemp("values"))
    assert [row.values["granted_sek"] for row in parsed.rows("budget")] == [
        line["granted_sek"] for line in lines
    ]
    assert [row.values["period"] for row in parsed.rows("budget")] == [line["period"] for line in lines]
    assert [row.values["value"] for row in parsed.rows("reported")] == [figure["value"] for figure in figures]
    assert [row.values["period_from"] for row in parsed.rows("reported")] == [
        f["period_from"] for f in figures
    ]
    assert [row.values["unit"] for row in parsed.rows("reported")] == [figure["unit"] for figure in figures]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_cases_come_back(case, tmp_path):
    first = read(case)
    sheets = {name: [row.values for row in rows] for name, rows in first.sheets.items()}
    again = read_back(written(sheets), tmp_path)
    assert list(again.all_issues()) == []
    for name, rows in first.sheets.items():
        assert [(row.key, row.values) for row in again.rows(name)] == [(row.key, row.values) for row in rows]


def test_every_code_and_an_exact_personnummer_come_back(tmp_path):
    number = personnummer(dt.date(2005, 2, 18), 981)
    rows = [
        {**ROW, "own_id": f"{key}-{code}", key: code}
        for key in ("sex", "referrer")
        for code in SHEETS[SheetName.STAYS].by_key[key].codes.words
    ]
    rows.append({"own_id": "pnr", "personnummer": number, "enrolled_on": dt.date(2025, 1, 1)})
    parsed = read_back(written({"stays": rows}), tmp_path).rows("stays")
    assert [row.issues for row in parsed] == [()] * len(rows)
    assert [row.values[row.key[0].split("-")[0]] for row in parsed[:-1]] == [
        row.key[0].split("-")[1] for row in parsed[:-1]
    ]
    assert parsed[-1].values["personnummer"] == number


def test_text_that_looks_like_a_formula_or_a_link_stays_text(tmp_path):
    texts = [
        "=1+1",
        "@SUM(A1)",
        "+46",
        "-1",
        "https://example.org/x",
        "internal:Blad1!A1",
        "0123",
        "2025-01-31",
        "_x0041_",
    ]
    lines = [{"year": 2025, "period": "full_year", "name": text} for text in texts]
    content = written({"budget": lines})
    assert [row.values["name"] for row in read_back(content, tmp_path).rows("budget")] == texts
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
        assert not any("worksheets/_rels" in name for name in package.namelist())


def test_columns_left_out_are_not_in_the_file(tmp_path):
    """An empty column would clear what is stored when the file comes back."""
    row = {**ROW, "personnummer": personnummer(dt.date(1990, 5, 17))}
    (parsed,) = read_back(written({"stays": [row]}, leave_out={"personnummer"}), tmp_path).rows("stays")
    assert "personnummer" not in parsed.present
    assert parsed.values["personnummer"] is None


def test_equal_rows_give_equal_bytes():
    assert written({"stays": [ROW]}) == written({"stays": [dict(ROW)]})
    assert written({"stays": [ROW]}) != written({"stays": [{**ROW, "own_id": "P-2"}]})


def test_dates_are_dates_headers_stay_in_sight_and_words_can_be_chosen(tmp_path):
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"stays": [ROW]})
    worksheet = openpyxl.load_workbook(path)["Ärenden"]
    header = [cell.value for cell in worksheet[1]]
    assert header == [column.header for column in SHEETS[SheetName.STAYS].columns]
    enrolled = worksheet.cell(2, header.index("Inskriven") + 1)
    assert enrolled.is_date
    assert enrolled.number_format == "yyyy-mm-dd"
    assert worksheet.freeze_panes == "B2"
    assert worksheet["A1"].font.bold
    lists = {rule.formula1 for rule in worksheet.data_validations.dataValidation}
    assert '"K,M,annat"' in lists
    assert '"ja,nej"' in lists


def test_the_file_is_its_owners_only_and_replaced_whole(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_workbook(path, {"stays": [ROW]})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(KeyError):
        write_workbook(path, {"stays": [{**ROW, "referrer": "nobody"}]})
    with pytest.raises(ValueError, match="40000"):
        write_workbook(path, {"stays": [{**ROW, "coach": "x" * 40_000}]})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_template_is_empty_known_and_explains_itself(tmp_path):
    path = tmp_path / "mall.xlsx"
    write_template(path)
    with open_workbook(path, filename="mall.xlsx") as raw:
        assert [sheet.sheet.name for sheet in raw.sheets] == list(SHEETS)
        assert raw.issues == ()
        parsed = read_rows(raw, today=TODAY)
    assert {name: len(rows) for name, rows in parsed.sheets.items() if name != "team"} == {
        name: 0 for name in SHEETS if name != "team"
    }
    readme = openpyxl.load_workbook(path)["Läs mig"]
    explained = {(row[0], row[1]) for row in readme.iter_rows(values_only=True)}
    assert {
        (sheet.title, column.header) for sheet in SHEETS.values() for column in sheet.columns
    } <= explained
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_filled_in_template_reads_without_a_word(tmp_path):
    path = tmp_path / "mall.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    book["Team"]["B2"] = "Påhittsteamet"
    headers = [cell.value for cell in book["Ärenden"][1]]
    for header, value in {
        "Ärende": "P-1",
        "Född": 1990,
        "Kön": "K",
        "Inskriven": dt.date(2025, 2, 1),
    }.items():
        book["Ärenden"].cell(2, headers.index(header) + 1).value = value
    book.save(path)
    parsed = read(path)
    assert list(parsed.all_issues()) == []
    assert parsed.rows("team")[0].values["name"] == "Påhittsteamet"
    assert parsed.rows("stays")[0].values["birth_year"] == 1990


def test_lines_and_inner_blanks_of_a_remark_come_back(tmp_path):
    remark = "rad 1\nrad  2 \N{EN DASH} 👩‍🌾"
    row = {"role": "coach", "started_on": dt.date(2025, 1, 1), "remark": remark}
    (parsed,) = read_back(written({"positions": [row]}), tmp_path).rows("positions")
    assert parsed.values["remark"] == remark


def test_decimals_keep_their_digits(tmp_path):
    rows = [{**ROW, "support_before_months": Decimal(text)} for text in ("0.07", "1199.99", "30.75", "120")]
    rows = [{**row, "own_id": f"P-{number}"} for number, row in enumerate(rows)]
    parsed = read_back(written({"stays": rows}), tmp_path).rows("stays")
    assert [row.values["support_before_months"] for row in parsed] == [
        row["support_before_months"] for row in rows
    ]
