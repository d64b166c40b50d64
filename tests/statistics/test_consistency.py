"""The checks: silent on figures that add up, and naming both figures where they don't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest
from django.utils import translation

from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused
from samsteg.statistics.consistency import Finding, Severity, check
from samsteg.statistics.figures import Figures
from samsteg.statistics.published import Published, history, published_figures, throughput_history
from samsteg.statistics.values import Amount, Period
from tests.factories import lead, make_budget_row, make_published, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day, moment
from tests.statistics.cases import KRAFTEN, SATER, load_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def tampered(found: Figures, **values: Amount) -> Figures:
    """The figures with some values replaced; `__` stands for a dot."""
    changed = {code.replace("__", "."): value for code, value in values.items()}
    assert changed.keys() <= found.keys()
    by_code = {
        code: replace(value, value=changed[code]) if code in changed else value
        for code, value in found.items()
    }
    return replace(found, values_by_code=MappingProxyType(by_code))


def small_team() -> Figures:
    """Two women and a man leave to work after 4, 6 and 24 months; one man is new."""
    team = make_team()
    for start, sex in (("2023-10-01", "women"), ("2023-08-01", "women"), ("2022-02-01", "men")):
        make_stay(
            team,
            enrolled_on=day(start),
            exited_on=day("2024-02-01"),
            exit_reason="work",
            sex=sex,
            support_before_months=Decimal(12),
            early_exit=sex == "men",
        )
    make_stay(team, enrolled_on=day("2024-04-04"), sex="men")
    make_budget_row(team, "Personal", year=2024, position=1, granted_sek=70, actual_sek=60)
    make_budget_row(team, "Lokaler", year=2024, position=2, granted_sek=30, actual_sek=20)
    return ask(team)


def errors(found: Figures, *published: Published) -> list[Finding]:
    return [one for one in check(found, published) if one.severity is not Severity.NOTE]


@pytest.mark.parametrize("name", [KRAFTEN, SATER])
def test_the_cases_own_figures_agree(name: str) -> None:
    assert errors(load_case(name).figures()) == []


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"closing__sex__men": 5}, {"flow-balance", "treated-two-ways", "breakdown-sums"}),
        ({"flow__new": 7}, {"same-quantity"}),
        ({"exits__work": 4}, {"same-quantity", "details-sum"}),
        ({"work__count": 4}, {"destinations-sum", "breakdown-sums", "same-quantity"}),
        ({"flow__dropouts": 2}, {"dropouts-and-destinations", "same-quantity"}),
        ({"exits__work__wage_subsidy": 1}, {"details-sum"}),
        ({"new__referrer__soc": 1}, {"breakdown-sums"}),
        ({"new__born_1940s": 1}, {"breakdown-sums"}),
        ({"treated__age__over": 1}, {"breakdown-sums"}),
        ({"results__age__31_45__women": 3}, {"breakdown-sums"}),
        ({"throughput__work__months": Decimal(14)}, {"mean-weighted"}),  # the mean of the sexes' means
        ({"throughput__work__months": Decimal(25)}, {"mean-between-sexes", "mean-weighted", "mean-possible"}),
        ({"throughput__work__months__max": Decimal(11)}, {"mean-possible"}),
        ({"throughput__exits__months__min": Decimal(11)}, {"mean-possible"}),
        ({"support_before__results__years__min": Decimal(2)}, {"mean-possible"}),
        ({"results__share": Decimal("0.5")}, {"share-of-exits"}),
        ({"budget__granted": 101}, {"budget-rows", "budget-deviation"}),
        ({"budget__deviation": -20}, {"budget-deviation"}),
    ],
)
def test_each_rule_fires_on_its_own_fault(change: dict[str, Amount], rules: set[str]) -> None:
    found = small_team()
    assert errors(found) == []
    assert {finding.rule for finding in errors(tampered(found, **change))} == rules


def test_a_finding_names_both_figures_and_where_they_stand() -> None:
    (finding,) = errors(tampered(small_team(), new__referrer__soc=1))
    assert finding.severity is Severity.ERROR
    assert (finding.left.where, finding.left.value) == ("computed: Newly enrolled", "1")
    assert finding.right.where.startswith("sum of: Newly enrolled, referrer: ")
    assert finding.right.value == "2"
    assert "new.referrer.soc" in finding.codes


def test_means_with_persons_of_another_sex_are_left_alone() -> None:
    team = make_team()
    for months, sex in ((2, "women"), (4, "men"), (12, "other")):
        make_stay(
            team,
            enrolled_on=day(f"2024-{13 - months:02}-01" if months < 12 else "2024-01-01"),
            exited_on=day("2024-12-31"),
            exit_reason="work",
            sex=sex,
        )
    assert errors(ask(team)) == []


def test_seven_persons_cannot_have_a_mean_next_to_the_highest() -> None:
    """Of seven from 22 to 63 the mean is at least 27.9 and at most 57.1."""
    team = make_team()
    for born in (1961, 2001, 1990, 1990, 1990, 1990, 1990):
        make_stay(team, enrolled_on=day("2024-02-01"), born_on=None, birth_year=born)
    found = ask(team)
    for mean, rules in (
        ("27.8", {"mean-possible"}),
        ("27.9", set()),
        ("57.1", set()),
        ("57.2", {"mean-possible"}),
    ):
        changed = tampered(found, new__age__mean=Decimal(mean), new__age__mean__women=Decimal(mean))
        changed = tampered(changed, new__age__min=22, new__age__max=63)
        assert {finding.rule for finding in errors(changed)} == rules, mean


def test_the_printed_report_of_sater_is_named_against_what_adds_up() -> None:
    case = load_case(SATER)
    first, last = case.period.first, case.period.last
    for code, value, source in (
        ("treated.count", 31, "page 3"),
        ("flow.new", 7, "page 4"),
        ("new.count", 6, "page 6"),
        ("throughput.work.months", 23, "page 6"),
        ("throughput.results.months", 23, "page 6"),  # 23.2 rounds to it
        ("results.share", 71, "page 6"),
        ("support_before.results.years.men", 4, "page 6"),
        ("queue.longest_months", 15, "page 4"),
    ):
        make_published(
            case.team, code, value, first, last, source=source, unit="%" if "share" in code else ""
        )
    with acting(case.actor) as actor:
        printed = published_figures(actor, case.team, case.period)
    found = [one for one in check(case.figures(), printed) if one.rule.startswith("printed")]
    assert {(one.rule, one.left.value, one.right.value) for one in found} == {
        ("printed-and-computed", "31", "32"),
        ("printed-and-computed", "7", "6"),
        ("printed-twice", "7", "6"),
        ("printed-and-computed", "23", "21"),
        ("printed-and-computed", "4", "4.75"),
    }
    treated = next(one for one in found if one.left.value == "31")
    assert treated.left.where == "page 3: Participants"
    assert treated.right.where == "computed: Participants"
    assert treated.severity is Severity.WARNING
    assert treated.message == "Participants was printed as 31 but is now computed as 32."


def printed(figure: str, value: str, unit: str = "", **more: object) -> Published:
    number = Decimal(value)
    return Published(
        figure=figure,
        period=more.pop("period", YEAR),
        value=number,
        decimals=max(0, -int(number.as_tuple().exponent)),
        unit=unit,
        **more,
    )


@pytest.mark.parametrize(
    ("code", "value", "unit", "agrees"),
    [
        ("throughput.work.months", "11.3", "mån", True),  # 34 / 3
        ("throughput.work.months", "11.33", "", True),
        ("throughput.work.months", "11", "mån", True),
        ("throughput.work.months", "12", "mån", False),
        ("throughput.work.months", "0.9", "år", True),
        ("throughput.work.months", "1.1", "år", False),
        ("throughput.work.months.median", "6", "", True),
        ("support_before.results.years", "12", "mån", True),
        ("results.share", "100", "%", True),
        ("results.share", "1", "", True),
        ("results.share", "100", "", True),
        ("results.share", "1", "%", False),
        ("budget.actual", "80", "kr", True),
        ("budget.actual", "81", "kr", False),
        ("throughput.studies.months", "3", "", False),  # nobody: no value
    ],
)
def test_comparison_rounds_half_up_to_the_decimals_printed(
    code: str, value: str, unit: str, agrees: bool
) -> None:
    assert (errors(small_team(), printed(code, value, unit)) == []) is agrees


def test_half_is_rounded_up() -> None:
    found = tampered(small_team(), throughput__work__months__median=Decimal("4.5"))
    assert errors(found, printed("throughput.work.months.median", "5")) == []
    assert len(errors(found, printed("throughput.work.months.median", "4"))) == 1


def test_printed_values_agree_with_each_other_at_the_coarser_precision() -> None:
    found = small_team()
    fine = [printed("throughput.work.months", "11.33"), printed("throughput.work.months", "11")]
    assert errors(found, *fine) == []
    assert errors(found, *fine, printed("throughput.work.months", "0.9", "år")) == []
    three = [printed("flow.new", value) for value in ("1", "2", "3", "2")]
    rules = [
        (one.left.value, one.right.value) for one in errors(found, *three) if one.rule == "printed-twice"
    ]
    assert rules == [("1", "2"), ("1", "3"), ("2", "3")]


def test_other_periods_and_unknown_words() -> None:
    found = small_team()
    other = Period(day("2023-01-01"), day("2023-12-31"))
    assert errors(found, printed("flow.new", "9", period=other)) == []
    notes = check(found, [printed("Trivsel", "4", is_code=False, source="page 2")])
    assert [(one.rule, one.left.where, one.severity) for one in notes if one.rule == "printed-unknown"] == [
        ("printed-unknown", "page 2", Severity.NOTE)
    ]


def test_persons_that_nothing_links_are_told() -> None:
    notes = [one for one in check(small_team()) if one.rule == "unlinked-persons"]
    assert len(notes) == 1
    assert notes[0].message.startswith("4 participants have neither")


def budget_of(make: Callable[[object], None]) -> list[Finding]:
    team = make_team()
    make(team)
    return list(check(ask(team)))


def test_a_total_that_is_not_its_rows_sum() -> None:
    def rows(team: object) -> None:
        make_budget_row(team, "Personal", year=2024, requested_sek=100, granted_sek=90)
        make_budget_row(team, "Totalt", year=2024, is_total=True, requested_sek=100, granted_sek=95)

    (finding,) = budget_of(rows)
    assert (finding.rule, finding.left.value, finding.right.value) == ("budget-columns", "95", "90")
    assert finding.left.where == "Totalt, granted"


def test_nested_budget_periods_and_another_period_are_told() -> None:
    def rows(team: object) -> None:
        make_budget_row(team, "Personal", year=2024, actual_sek=90)
        make_budget_row(team, "Personal", year=2024, period="first_half", actual_sek=40)

    (finding,) = budget_of(rows)
    assert (finding.rule, finding.severity) == ("budget-nested", Severity.WARNING)
    assert (finding.left.value, finding.right.value) == ("40", "90")
    (note,) = budget_of(
        lambda team: make_budget_row(team, "Personal", year=2024, period="first_half", actual_sek=4)
    )
    assert (note.rule, note.severity) == ("budget-period", Severity.NOTE)


def test_history_is_as_printed_oldest_first_under_any_code_of_the_quantity() -> None:
    team = make_team()
    year = {number: (day(f"{number}-01-01"), day(f"{number}-12-31")) for number in (2021, 2022, 2023)}
    make_published(team, "flow.new", 7, *year[2023], source="B", recorded_at=moment("2024-02-01T00:00"))
    make_published(team, "new.count", 5, *year[2021], source="A", recorded_at=moment("2022-02-01T00:00"))
    make_published(team, "throughput.work.months", "21.5", *year[2022])
    make_published(team, "Trivsel", 4, *year[2022], is_code=False)
    with acting(lead(team)) as actor:
        assert [(one.value, one.source) for one in history(actor, team, "flow.new")] == [(5, "A"), (7, "B")]
        assert history(actor, team, "flow.new") == history(actor, team, "new.count")
        assert len(history(actor, team, "flow.new", as_of=moment("2023-01-01T00:00"))) == 1
        (one,) = throughput_history(actor, team)
        assert (one.figure, one.value, one.decimals) == ("throughput.work.months", Decimal("21.5"), 1)
        assert [one.figure for one in published_figures(actor, team, Period(*year[2022]))] == [
            "Trivsel",
            "throughput.work.months",
        ]


def test_printed_figures_are_only_for_the_team() -> None:
    team, other = make_team(), make_team()
    with acting(lead(other)) as actor, pytest.raises(PermissionRefused):
        published_figures(actor, team)
