"""Flow, bases and destinations, each case small enough to count by hand."""

from __future__ import annotations

import pytest

from samsteg.core.context import acting
from samsteg.core.errors import ContextError, PermissionRefused
from samsteg.statistics.figures import Figures, figures
from samsteg.statistics.values import Period
from tests.factories import coach, lead, make_person, make_settings, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day, numbers, only

pytestmark = pytest.mark.django_db
FLOW = ("flow.opening", "flow.new", "flow.exits", "flow.closing", "treated.count")


def flow(found: Figures) -> tuple[object, ...]:
    return tuple(numbers(found, FLOW).values())


def test_a_team_without_records_has_zeros_and_no_means() -> None:
    found = ask(make_team())
    assert flow(found) == (0, 0, 0, 0, 0)
    assert found["results.share"].as_json() == {"value": None, "n": 0, "unit": "share"}
    assert found["throughput.results.months"].value is None
    assert found["new.sex.women"].as_json() == {"value": 0, "n": 0, "unit": "persons"}
    assert found["budget.granted"].as_json() == {"value": None, "n": None, "unit": "sek"}


def test_codes_are_sorted_and_counts_are_whole_numbers() -> None:
    found = ask(make_team())
    assert list(found) == sorted(found)
    assert all(type(value.value) is int for value in found.values() if value.unit.value == "persons")


@pytest.mark.parametrize(
    ("enrolled", "exited", "expected"),
    [
        ("2023-12-31", None, (1, 0, 0, 1, 1)),
        ("2024-01-01", None, (0, 1, 0, 1, 1)),  # the first day is within
        ("2024-12-31", None, (0, 1, 0, 1, 1)),  # so is the last
        ("2025-01-01", None, (0, 0, 0, 0, 0)),
        ("2023-05-01", "2023-12-31", (0, 0, 0, 0, 0)),  # left before the period
        ("2023-05-01", "2024-01-01", (1, 0, 1, 0, 1)),
        ("2023-05-01", "2024-12-31", (1, 0, 1, 0, 1)),
        ("2023-05-01", "2025-01-01", (1, 0, 0, 1, 1)),
        ("2024-06-03", "2024-06-03", (0, 1, 1, 0, 1)),  # a stay of one day
    ],
)
def test_the_period_is_inclusive_at_both_ends(
    enrolled: str, exited: str | None, expected: tuple[int, ...]
) -> None:
    team = make_team()
    make_stay(team, enrolled_on=day(enrolled), exited_on=exited and day(exited))
    assert flow(ask(team)) == expected


def test_a_period_of_one_day() -> None:
    team = make_team()
    make_stay(team, enrolled_on=day("2024-06-03"))
    make_stay(team, enrolled_on=day("2024-06-02"), exited_on=day("2024-06-03"))
    assert flow(ask(team, Period(day("2024-06-03"), day("2024-06-03")))) == (1, 1, 1, 1, 2)


def test_a_returner_is_counted_again_but_is_one_person() -> None:
    team = make_team()
    person = make_person(team, own_id="P1")
    make_stay(team, person=person, enrolled_on=day("2023-10-01"), exited_on=day("2024-02-01"))
    make_stay(team, person=person, enrolled_on=day("2024-08-01"))
    make_stay(team, enrolled_on=day("2024-03-01"))
    found = ask(team)
    assert flow(found) == (1, 2, 1, 2, 3)
    assert found["treated.unique_persons"].as_json() == {"value": 2, "n": 3, "unit": "persons"}
    assert found.unlinked_persons == 1  # the third has nothing that could link it


def test_exit_and_new_start_on_the_same_day() -> None:
    team = make_team()
    person = make_person(team)
    make_stay(team, person=person, enrolled_on=day("2023-10-01"), exited_on=day("2024-02-01"))
    make_stay(team, person=person, enrolled_on=day("2024-02-01"))
    assert flow(ask(team)) == (1, 1, 1, 1, 2)
    assert flow(ask(team, Period(day("2024-02-01"), day("2024-02-01")))) == (1, 1, 1, 1, 2)


def test_two_early_exits_fit_either_kind_of_table() -> None:
    team = make_team()
    for reason, early in (
        ("work", False),
        ("work", True),
        ("other", True),
        ("other", False),
        ("studies", False),
    ):
        make_stay(
            team,
            enrolled_on=day("2024-01-10"),
            exited_on=day("2024-03-10"),
            exit_reason=reason,
            early_exit=early,
            sex="men" if early else "women",
        )
    found = ask(team)
    # "of which" (Avesta): every exit stands at its destination
    assert only(found, "exits.work") == {
        "": 2,
        ".women": 1,
        ".men": 1,
        ".unknown": 2,
        ".unknown.women": 1,
        ".unknown.men": 1,
        ".without_early": 1,
        ".without_early.women": 1,
    }
    assert (found["exits.other"].value, found["exits.studies"].value, found["flow.exits"].value) == (2, 1, 5)
    # a column of its own (Kraften): dropouts and the rest sum to the exits
    assert found["flow.dropouts"].as_json() == {"value": 2, "n": 2, "unit": "persons"}
    assert found["exits.other.without_early"].value == 1
    assert found["dropouts.sex.men"].value == 2
    # an early exit to work is still a result
    assert (found["results.count"].value, found["results.share"].as_json()["value"]) == (3, 0.6)


def test_details_count_by_name_only_under_their_destination() -> None:
    team = make_team()
    for reason, detail, text in (
        ("work", "wage_subsidy", ""),
        ("work", "moved", ""),  # no detail of work
        ("other", "moved", ""),
        ("other", "", "Egen anledning"),
        ("other", "", ""),
        ("studies", "", ""),
    ):
        make_stay(
            team,
            enrolled_on=day("2024-01-10"),
            exited_on=day("2024-03-10"),
            exit_reason=reason,
            exit_detail=detail,
            exit_detail_text=text,
        )
    found = ask(team)
    assert numbers(
        found,
        (
            "exits.work.wage_subsidy",
            "exits.work.other",
            "exits.work.unknown",
            "exits.other.moved",
            "exits.other.other",
            "exits.other.unknown",
            "exits.studies.unknown",
            "exits.studies.other",
        ),
    ) == {
        "exits.work.wage_subsidy": 1,
        "exits.work.other": 1,
        "exits.work.unknown": 0,
        "exits.other.moved": 1,
        "exits.other.other": 1,
        "exits.other.unknown": 1,
        "exits.studies.unknown": 1,
        "exits.studies.other": 0,
    }
    assert found["exits.work.wage_subsidy"].n == found["exits.work"].n == 6
    assert found["work.count"].n == 2


def test_what_counts_as_a_result_is_the_teams_dated_setting() -> None:
    team = make_team()
    for reason in ("work", "other_rehab", "sickness_compensation"):
        make_stay(team, enrolled_on=day("2024-01-10"), exited_on=day("2024-03-10"), exit_reason=reason)
    early = Period(day("2024-01-01"), day("2024-05-31"))
    late = Period(day("2024-01-01"), day("2025-01-31"))
    assert ask(team)["results.count"].value == 2
    make_settings(team, day("2024-06-01"), result_definition=["sickness_compensation"])
    make_settings(team, day("2025-01-01"), result_definition=[])
    assert ask(team, early)["results.count"].value == 2
    assert ask(team)["results.count"].value == 1  # the definition of the period's last day
    assert ask(team)["results.sex.women"].n == 1
    assert ask(team, late)["results.count"].value == 0


def test_another_teams_stays_are_not_counted() -> None:
    team, other = make_team(), make_team()
    make_stay(other, enrolled_on=day("2024-02-01"))
    assert flow(ask(team)) == (0, 0, 0, 0, 0)
    assert flow(ask(other)) == (0, 1, 0, 1, 1)


def test_who_is_no_member_of_the_team_is_refused() -> None:
    team, other = make_team(), make_team()
    with pytest.raises(PermissionRefused):
        figures(lead(other), team, YEAR)


def test_outside_a_context_there_is_an_error_instead_of_zeros() -> None:
    team = make_team()
    make_stay(team, enrolled_on=day("2024-02-01"))
    with pytest.raises(ContextError):
        figures(lead(team), team, YEAR)


def test_a_coach_gets_the_whole_teams_figures() -> None:
    team = make_team()
    make_stay(team, enrolled_on=day("2024-02-01"))
    with acting(coach(team)) as actor:
        assert figures(actor, team, YEAR)["flow.new"].value == 1
