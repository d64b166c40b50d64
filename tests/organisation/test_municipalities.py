"""The division of Sweden is data: counted per county and spot-checked against the published code list."""

import unicodedata
from collections import Counter

import pytest

from samsteg.organisation import municipalities

# County prefix -> number of municipalities (SCB; letters in the order AB, C, D, E, F, G, H, I, K, M, N ... BD).
COUNT_BY_COUNTY = {
    "01": 26, "03": 8, "04": 9, "05": 13, "06": 13, "07": 8, "08": 12, "09": 1, "10": 5, "12": 33, "13": 6,
    "14": 49, "17": 16, "18": 12, "19": 10, "20": 15, "21": 10, "22": 7, "23": 8, "24": 15, "25": 14,
}  # fmt: skip


def test_the_division_has_290_municipalities_in_21_counties() -> None:
    assert len(municipalities.ALL) == 290
    assert len(set(municipalities.ALL.values())) == 290
    assert len(municipalities.COUNTIES) == 21


def test_every_county_has_its_number_of_municipalities() -> None:
    assert Counter(code[:2] for code in municipalities.ALL) == COUNT_BY_COUNTY
    assert set(municipalities.COUNTIES) == set(COUNT_BY_COUNTY)


def test_codes_are_four_digits_in_order() -> None:
    codes = list(municipalities.ALL)
    assert codes == sorted(codes)
    assert all(len(code) == 4 and code.isdigit() for code in codes)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0180", "Stockholm"),
        ("0114", "Upplands Väsby"),
        ("0139", "Upplands-Bro"),
        ("0331", "Heby"),
        ("0980", "Gotland"),
        ("1280", "Malmö"),
        ("1480", "Göteborg"),
        ("1462", "Lilla Edet"),
        ("2023", "Malung-Sälen"),
        ("2082", "Säter"),
        ("2083", "Hedemora"),
        ("2084", "Avesta"),
        ("2584", "Kiruna"),
    ],
)
def test_name_and_code_belong_together(code: str, name: str) -> None:
    assert municipalities.name_of(code) == name
    assert municipalities.code_for(name) == code
    assert municipalities.code_for(code) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  hedemora  ", "2083"),
        ("HEDEMORA KOMMUN", "2083"),
        ("Hedemoras kommun", "2083"),
        ("Säters kommun", "2082"),
        ("sater", "2082"),
        ("Saters", "2082"),
        (unicodedata.normalize("NFD", "Säter"), "2082"),
        ("Stockholms stad", "0180"),
        ("Goteborgs stad", "1480"),
        ("Borås", "1490"),
        ("Borås stad", "1490"),
        ("boras", "1490"),
        ("Falu kommun", "2080"),
        ("Älvsby kommun", "2560"),
        ("Region Gotland", "0980"),
        ("malung sälen", "2023"),
        ("Dals-Eds kommun", "1438"),
        ("180", "0180"),
    ],
)
def test_what_a_team_writes_is_understood(text: str, code: str) -> None:
    assert municipalities.code_for(text) == code


def test_two_names_that_differ_by_a_ring_are_kept_apart() -> None:
    assert municipalities.code_for("Habo") == "0643"
    assert municipalities.code_for("Håbo") == "0305"
    assert municipalities.code_for("Håbo kommun") == "0305"


@pytest.mark.parametrize(
    "text", ["", "kommun", "s", "9999", "83", "02083", "Atlantis", "Hedemora Säter", "²083"]
)
def test_what_names_no_municipality_gives_none(text: str) -> None:
    assert municipalities.code_for(text) is None


def test_every_name_is_found_in_all_its_forms() -> None:
    wrong = [
        form
        for code, name in municipalities.ALL.items()
        for form in (name, f"{name} kommun", f"{name}s kommun", name.upper())
        if municipalities.code_for(form) != code
    ]
    assert wrong == []


def test_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        municipalities.name_of("2099")
    with pytest.raises(KeyError):
        municipalities.county_of("2099")


def test_county_follows_from_the_code() -> None:
    assert municipalities.county_of("2083") == "Dalarnas län"
    assert municipalities.county_of("0331") == "Uppsala län"
