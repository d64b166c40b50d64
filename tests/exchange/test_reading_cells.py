import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsteg.budget.enums import BudgetPeriod
from samsteg.exchange import mappings
from samsteg.exchange.cells import reader_of
from samsteg.exchange.columns import SHEETS, Column, Kind, SheetName
from samsteg.exchange.identity import read_personnummer
from samsteg.exchange.issues import CellError, Noted
from samsteg.exchange.text import shown
from samsteg.participants import enums as participants
from samsteg.people.enums import Sex
from samsteg.placements.enums import PlacementForm
from tests.exchange.builders import TODAY, excel_date, personnummer


def column(sheet: str, key: str) -> Column:
    return SHEETS[SheetName(sheet)].by_key[key]


def value(sheet: str, key: str, raw: object) -> object:
    return reader_of(column(sheet, key), TODAY)(raw)


def refusal(sheet: str, key: str, raw: object):
    with pytest.raises(CellError) as caught:
        value(sheet, key, raw)
    return caught.value.finding


@pytest.mark.parametrize(
    ("codes", "choices"),
    [
        (mappings.SEX, Sex),
        (mappings.REFERRER, participants.Referrer),
        (mappings.EXIT_REASON, participants.ExitReason),
        (mappings.EXIT_DETAIL, participants.ExitDetail),
        (mappings.NOT_ENROLLED_REASON, participants.NotEnrolledReason),
        (mappings.INCOME, participants.IncomeSource),
        (mappings.PLACEMENT_FORM, PlacementForm),
        (mappings.BUDGET_PERIOD, BudgetPeriod),
    ],
)
def test_every_code_has_a_word_and_no_word_two_codes(codes, choices):
    assert set(codes.words) == set(choices.values)
    assert len(codes.choices) == len({(word, codes.code_of[word]) for word in codes.choices})
    for code, words in codes.words.items():
        assert [codes.code_of[mappings.fold(word)] for word in words] == [code] * len(words)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("soc", "soc"),
        ("  SOC ", "soc"),
        ("Socialtjänsten", "soc"),
        ("socialtjansten", "soc"),
        ("Försäkringskassan", "fk"),
        ("FORSAKRINGSKASSAN", "fk"),
        ("Arbetsförmedlingen", "af"),
        ("Öppenvårdspsykiatrin", "psychiatry"),
        ("Primärvård / vårdcentral", "primary_care"),
        ("god_man", "guardian"),
        ("God man", "guardian"),
        ("god-man", "guardian"),
        ("Egenremiss", "self"),
        ("Frivården", "probation"),
        ("Region", "region"),
    ],
)
def test_referrers_by_code_and_by_name(raw, code):
    assert value("stays", "referrer", raw) == code


def test_an_unknown_word_comes_with_the_nearest_one_and_all_allowed():
    finding = refusal("stays", "referrer", "Socialtjänten")
    assert (finding.code, finding.nearest) == ("code_unknown", "soc")
    assert refusal("stays", "referrer", "Rådhuset").nearest is None


@pytest.mark.parametrize(("raw", "code"), [("K", "women"), ("kvinna", "women"), ("m", "men"), ("MAN", "men")])
def test_sex(raw, code):
    assert value("stays", "sex", raw) == code
    assert value("stays", "sex", "okänt") == value("stays", "sex", "annat") == "other"


def test_several_incomes_main_one_first_and_each_once():
    assert value("stays", "income_start", "Lön; a-kassa") == ("salary", "unemployment_benefit")
    repeated = value("stays", "income_start", "a_kassa;lon;A-kassa")
    assert isinstance(repeated, Noted)
    assert repeated.value == ("unemployment_benefit", "salary")
    assert [finding.code for finding in repeated.findings] == ["code_repeated"]
    assert refusal("stays", "income_start", "lön; lotteri").code == "code_unknown"


def test_details_of_an_exit_are_codes_or_free_text():
    assert value("stays", "exit_detail", "Lönebidrag") == ("wage_subsidy", None)
    assert value("stays", "exit_detail", "daglig verksamhet (LSS)") == ("daily_activity_lss", None)
    assert value("stays", "exit_detail", "startar eget 🌱") == (None, "startar eget 🌱")
    slip = value("stays", "exit_detail", "lonebidarg")
    assert isinstance(slip, Noted)
    assert slip.value == (None, "lonebidarg")
    assert slip.findings[0].nearest == "lonebidrag"


@pytest.mark.parametrize("raw", ["Hedemora", "hedemora kommun", "2083", 2083, 2083.0])
def test_municipality_by_name_or_code(raw):
    assert value("stays", "municipality_code", raw) == "2083"


def test_municipality_codes_that_lost_their_zero():
    assert value("stays", "municipality_code", 180) == "0180"
    assert refusal("stays", "municipality_code", "Hedemra").nearest == "Hedemora"
    assert refusal("stays", "municipality_code", 9999).code == "municipality_unknown"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (" 1\u00a0234,50 ", None),
        (78.30000000000001, "78.3"),
        (0.1 + 0.2, "0.3"),
        ("7,583333333", "7.58"),
        (7.585, "7.59"),
        (120, "120"),
        ("1 000", "1000"),
        (0, "0"),
    ],
)
def test_numbers_as_people_write_them(raw, number):
    if number is None:
        assert refusal("stays", "support_before_months", raw).code == "number_too_high"
    else:
        assert value("stays", "support_before_months", raw) == Decimal(number)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (-1, "number_too_low"),
        ("1201", "number_too_high"),
        ("tolv", "number_unknown"),
        (True, "number_unknown"),
        ("1 23", "number_unknown"),
        (float("inf"), "number_too_large"),
        (1e300, "number_too_large"),
        (excel_date(2025, 12, 5), "number_is_date"),
    ],
)
def test_numbers_that_are_none(raw, code):
    assert refusal("stays", "support_before_months", raw).code == code


@pytest.mark.parametrize(
    "raw", [1529208, 1529208.0, "1 529 208", "1529208 kr", "1 529 208,00", "1\u202f529\u202f208:-"]
)
def test_kronor(raw):
    assert value("budget", "granted_sek", raw) == 1_529_208


def test_ore_are_refused_with_the_nearest_krona():
    finding = refusal("budget", "granted_sek", "100,50")
    assert (finding.code, finding.nearest) == ("kronor_not_whole", "101")
    assert value("budget", "actual_sek", "\u2212500") == -500


def test_the_noise_of_binary_fractions_is_no_ore():
    assert 1.1 * 1.1 * 100 != 121
    assert value("budget", "granted_sek", 1.1 * 1.1 * 100) == 121


def test_percent_is_whole_and_never_a_fraction():
    assert value("stays", "exit_extent_percent", "75 %") == 75
    assert refusal("stays", "exit_extent_percent", 0.75).nearest == "75"
    assert refusal("positions", "percent", 0.8).code == "percent_fraction"
    assert refusal("stays", "exit_extent_percent", 101).code == "number_too_high"
    assert refusal("stays", "exit_extent_percent", 37.5).code == "number_not_whole"
    assert isinstance(value("positions", "percent", 1), Noted)
    assert value("positions", "percent", 37.5) == Decimal("37.5")


def test_born_on_a_day_or_in_a_year():
    assert value("stays", "born_on", "1990-05-17") == (dt.date(1990, 5, 17), 1990)
    assert value("stays", "born_on", 1990) == value("stays", "born_on", "1990 ") == (None, 1990)
    assert value("stays", "born_on", "640322") == (dt.date(1964, 3, 22), 1964)
    assert refusal("stays", "born_on", 2027).code == "birth_in_future"
    assert refusal("stays", "born_on", excel_date(2026, 3, 2)).code == "birth_in_future"
    assert refusal("stays", "born_on", 1905).code == "birth_too_old"
    assert refusal("stays", "born_on", "1905-12-31").code == "birth_too_old"
    assert value("stays", "born_on", 1906) == (None, 1906)


BORN = dt.date(2005, 2, 18)
NUMBER = personnummer(BORN, 981)


@pytest.mark.parametrize(
    "raw",
    [
        NUMBER,
        f"{NUMBER[:8]}-{NUMBER[8:]}",
        NUMBER[2:],
        f"{NUMBER[2:8]}-{NUMBER[8:]}",
        int(NUMBER),
        int(NUMBER[2:]),
        float(NUMBER[2:]),
    ],
)
def test_personnummer_becomes_twelve_digits(raw):
    read = read_personnummer(raw, TODAY)
    assert (read.number, read.born_on, read.sex) == (NUMBER, BORN, "men")


def test_samordningsnummer_and_centuries():
    born_on = dt.date(1985, 7, 9)
    read = read_personnummer(personnummer(born_on, 982, added_days=60), TODAY)
    assert (read.born_on, read.sex) == (born_on, "women")
    later_this_year = personnummer(dt.date(1926, 12, 1), 980)
    assert read_personnummer(later_this_year[2:], TODAY).born_on.year == 1926
    old = personnummer(dt.date(1919, 6, 3), 980)
    assert read_personnummer(f"{old[2:8]}+{old[8:]}", TODAY).born_on.year == 1919


def test_an_impossible_personnummer_is_refused_without_being_told():
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    finding = refusal("stays", "personnummer", wrong)
    assert finding.code == "personnummer_invalid"
    assert NUMBER[-4:-1] not in finding.message + finding.expected
    assert refusal("stays", "personnummer", "20050231" + NUMBER[8:]).code == "personnummer_invalid"
    assert refusal("stays", "personnummer", "okänt").code == "personnummer_form"


@pytest.mark.parametrize(
    "raw", [NUMBER, NUMBER[2:], f"{NUMBER[2:8]}-{NUMBER[8:]}", f"{NUMBER[:8]} {NUMBER[8:]}"]
)
def test_a_personnummer_may_not_be_the_id_of_a_stay(raw):
    assert refusal("stays", "own_id", raw).code == "personnummer_in_text"


def test_a_personnummer_may_not_stand_in_free_text():
    text = f"Ring om {NUMBER[:8]}-{NUMBER[8:]}, brådskar"
    assert refusal("stays", "exit_detail", text).code == "personnummer_in_text"
    assert value("positions", "remark", "Telefon 070-000 00 00, kl. 8") == "Telefon 070-000 00 00, kl. 8"


@given(st.integers(10**9, 10**12 - 1), st.sampled_from(["", "-", "+", " "]))
def test_nothing_that_looks_like_a_personnummer_is_shown_again(number, sign):
    digits = str(number).zfill(10) if number < 10**10 else str(number).zfill(12)
    assert digits[-4:] not in shown(f"{digits[:-4]}{sign}{digits[-4:]} Påhitt")


def test_free_text_keeps_any_script_and_loses_only_what_cannot_be_printed():
    text = "Åsa ñ 你好 👩‍🌾 – „citat”"
    assert value("positions", "remark", text) == text
    cleaned = value("positions", "remark", "a\x00b\x07c")
    assert isinstance(cleaned, Noted)
    assert cleaned.value == "abc"
    assert value("positions", "remark", "rad 1\r\nrad 2") == "rad 1\nrad 2"
    assert value("stays", "own_id", "A\u030a-1") == "Å-1"


def test_a_cell_with_32_000_characters_is_told_the_limit():
    finding = refusal("stays", "exit_detail", "x" * 32_000)
    assert finding.code == "text_too_long"
    assert "32000" in finding.message
    assert "200" in finding.message


@pytest.mark.parametrize("fault", ["#REF!", "#N/A", "#DIV/0!", "#SAKNAS!"])
@pytest.mark.parametrize(
    "key", ["own_id", "enrolled_on", "referrer", "support_before_months", "income_start"]
)
def test_faults_of_excel_are_errors_in_any_column(key, fault):
    assert refusal("stays", key, fault).code == "cell_fault"


def test_an_id_that_excel_made_a_date_is_refused():
    assert refusal("stays", "own_id", excel_date(2026, 2, 1)).code == "id_is_date"
    assert value("stays", "own_id", 17) == "17"
    assert value("stays", "own_id", 17.0) == "17"


@pytest.mark.parametrize(("raw", "read"), [("ja", True), ("NEJ", False), (True, True), (False, False)])
def test_yes_and_no(raw, read):
    assert value("stays", "early_exit", raw) is read


ANYTHING = (
    st.text() | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.datetimes() | st.times()
)


@pytest.mark.parametrize("kind", list(Kind))
@given(raw=ANYTHING)
def test_no_cell_can_break_the_reading(kind, raw):
    some = next(col for sheet in SHEETS.values() for col in sheet.columns if col.kind is kind)
    try:
        reader_of(some, TODAY)(raw)
    except CellError as caught:
        assert caught.finding.message
