"""Who the persons are: sex, age, decade, referrer, income, payer, municipality; each sums to its base."""

from __future__ import annotations

import pytest

from samsteg.core.context import acting
from samsteg.organisation.selectors import settings_at
from samsteg.statistics.values import Period
from tests.factories import lead, make_settings, make_stay, make_team
from tests.statistics.asking import ask, day, only

pytestmark = pytest.mark.django_db
START = day("2024-02-01")


def test_unknown_sex_is_counted_so_that_the_breakdown_sums() -> None:
    team = make_team()
    for sex in ("women", "men", "men", "other"):
        make_stay(team, sex=sex, enrolled_on=START)
    found = ask(team)
    assert only(found, "new.sex.") == {"women": 1, "men": 2, "other": 1}
    assert found["new.sex.other"].n == 4
    assert found["closing.sex.men"].n == 4


def test_missing_referrer_income_and_municipality_are_unknown() -> None:
    team = make_team(municipality_code="2083")
    make_stay(team, enrolled_on=START)
    make_stay(
        team, enrolled_on=START, referrer="psychiatry", municipality_code="2084", income_start=("none",)
    )
    found = ask(team)
    assert only(found, "new.referrer.") == {"psychiatry": 1, "unknown": 1}
    assert only(found, "new.income.") == {"none": 1, "unknown": 1}
    assert only(found, "new.payer.") == {"none": 1, "unknown": 1}
    assert only(found, "new.municipality.") == {"2084": 1, "unknown": 1}
    assert found["new.municipality.2083"].value == 0  # the team's own is always printed
    assert found["opening.municipality.2084"].value == 0  # one that occurs, in every base
    assert found["new.referrer.region"].as_json() == {"value": 0, "n": 2, "unit": "persons"}


def test_of_several_incomes_the_first_is_the_main_one() -> None:
    team = make_team()
    make_stay(team, enrolled_on=START, income_start=("sickness_benefit", "social_assistance"))
    make_stay(team, enrolled_on=START, income_start=("social_assistance",))
    make_stay(team, enrolled_on=START, income_start=("activity_support", "activity_support", "salary"))
    make_stay(team, enrolled_on=START)
    found = ask(team)
    assert only(found, "new.income.") == {
        "sickness_benefit": 1,
        "social_assistance": 1,
        "activity_support": 1,
        "unknown": 1,
    }
    assert only(found, "new.income_any.") == {
        "sickness_benefit": 1,
        "social_assistance": 2,
        "activity_support": 1,
        "salary": 1,
        "unknown": 1,
    }
    assert only(found, "new.payer.") == {"municipality": 1, "fk": 1, "af": 1, "unknown": 1}


def test_bands_are_inclusive_and_what_lies_outside_is_counted() -> None:
    team = make_team()
    for born in ("2006-02-02", "2006-02-01", "1993-02-02", "1993-02-01", "1959-02-02", "1959-02-01"):
        make_stay(team, enrolled_on=START, born_on=day(born))  # 17, 18, 30, 31, 64 and 65 years old
    make_stay(team, enrolled_on=START, born_on=None)
    found = ask(team)
    assert only(found, "new.age.") == {
        "under": 1,
        "18_30": 2,
        "31_45": 1,
        "46_64": 1,
        "over": 1,
        "unknown": 1,
        "mean": 37.5,  # (17 + 18 + 30 + 31 + 64 + 65) / 6
        "mean.women": 37.5,
        "min": 17,
        "min.women": 17,
        "max": 65,
        "max.women": 65,
    }
    assert (found["new.age.mean"].n, found["new.age.over"].n) == (6, 7)
    assert found["new.age.mean.men"].value is None
    assert only(found, "new.born_") == {"1950s": 2, "1990s": 2, "2000s": 2, "unknown": 1}


def test_a_birth_year_alone_gives_the_difference_of_years_and_is_marked() -> None:
    team = make_team()
    make_stay(team, enrolled_on=START, born_on=None, birth_year=1993)
    make_stay(team, enrolled_on=day("2023-02-01"), born_on=day("1980-01-01"))
    found = ask(team)
    assert found["new.age.31_45"].as_json() == {"value": 1, "n": 1, "unit": "persons", "approximate": True}
    assert found["new.age.mean"].as_json() == {"value": 31.0, "n": 1, "unit": "years", "approximate": True}
    assert found["treated.age.mean"].approximate
    assert not found["opening.age.mean"].approximate
    assert not found["new.sex.women"].approximate


def test_each_base_takes_ages_at_its_own_day() -> None:
    team = make_team()
    make_stay(  # turns 31 in April, after the start and before the exit
        team,
        enrolled_on=START,
        exited_on=day("2024-09-01"),
        exit_reason="work",
        born_on=day("1993-04-01"),
    )
    make_stay(team, enrolled_on=day("2023-05-05"), born_on=day("1978-06-01"), sex="men")  # 45, then 46
    make_stay(team, mission_received_on=day("2024-05-05"), born_on=day("1993-12-31"))
    found = ask(team)
    assert only(found, "new.age.m") == {
        "ean": 30,
        "ean.women": 30,
        "in": 30,
        "in.women": 30,
        "ax": 30,
        "ax.women": 30,
    }
    assert (
        found["exits.age.mean"].value == found["results.age.mean"].value == found["work.age.mean"].value == 31
    )
    assert found["opening.age.mean"].value == 45
    assert found["closing.age.mean"].value == 46
    assert found["queue.age.mean"].value == 31
    assert (found["treated.age.mean"].as_json()["value"], found["treated.age.max.men"].value) == (38.5, 46)
    assert only(found, "results.age.31_45") == {"": 1, ".women": 1}


def test_bands_are_the_teams_dated_setting() -> None:
    team = make_team()
    make_settings(team, age_bands=[[16, 24], [25, 29], [30, 65]])
    make_stay(team, enrolled_on=START, born_on=day("1999-02-01"))  # 25
    make_stay(team, enrolled_on=START, born_on=day("1959-01-01"))  # 65
    found = ask(team)
    bands = {
        code: value.value
        for code, value in found.items()
        if code.startswith("new.age.") and "m" not in code[8:]
    }
    assert bands == {
        "new.age.16_24": 0,
        "new.age.25_29": 1,
        "new.age.30_65": 1,
        "new.age.over": 0,
        "new.age.under": 0,
        "new.age.unknown": 0,
    }
    assert found["results.age.25_29.men"].value == 0


@pytest.mark.parametrize("bands", [[], [[18, 30], [32, 45]], [[18, 30], [30, 45]], [[30, 18]]])
def test_bands_that_would_not_sum_are_refused(bands: list[list[int]]) -> None:
    team = make_team()
    make_settings(team, age_bands=bands)
    with acting(lead(team)), pytest.raises(ValueError, match="Age bands"):
        settings_at(team, START)


def test_settings_before_their_first_day_are_the_defaults() -> None:
    team = make_team()
    make_settings(team, day("2024-01-01"), age_bands=[[20, 64]])
    with acting(lead(team)):
        assert settings_at(team, day("2023-12-31")).age_bands == ((18, 30), (31, 45), (46, 64))
        assert settings_at(team, day("2024-01-01")).age_bands == ((20, 64),)


def test_a_decade_outside_the_list_gets_a_code() -> None:
    team = make_team()
    make_stay(team, enrolled_on=START, born_on=day("1938-05-05"))
    found = ask(team)
    assert found["new.born_1930s"].value == 1
    assert found["exits.born_1930s"].value == 0
    assert "new.born_1930s" not in ask(team, Period(day("2020-01-01"), day("2020-12-31")))
