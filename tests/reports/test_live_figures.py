"""Figures in brackets: typed as words, stored as codes, written as the report writes numbers."""

from __future__ import annotations

import pytest

from samsteg.organisation.settings import Settings
from samsteg.reports.document import Run
from samsteg.reports.live_figures import figure_run, unknown_words, with_codes, with_words, words_for
from samsteg.statistics.indicators import canonical, codes, find
from tests.reports.readings import reading, style


def test_words_become_codes_and_words_again() -> None:
    body = "[avslut till sjukersättning] personer, [Andel avslut till resultat]."
    stored = with_codes(body)
    assert stored == "[sickness_compensation.count] personer, [results.share]."
    assert with_words(stored) == "[Avslut till sjukersättning] personer, [Andel avslut till resultat]."


def test_storing_twice_changes_nothing() -> None:
    stored = with_codes("[avslut] och [kluddfri] och [avslut")
    assert with_codes(stored) == stored
    assert with_codes(with_words(stored)) == stored


def test_every_figure_can_be_typed_by_the_words_that_the_list_gives() -> None:
    """2083: a label that names its municipality is not understood, so its code is what one types."""
    for code in codes(Settings(), ["2083"]):
        named = find(words_for(code))
        assert named is not None
        assert canonical(named) == canonical(code)


def test_words_that_name_no_figure_stay_and_are_told() -> None:
    assert unknown_words("[kluddfri] [avslut] [kluddfri] [x]") == ("kluddfri",)
    assert figure_run("kluddfri", reading(), style()) is None


@pytest.mark.parametrize(
    ("code", "given", "shown"),
    [
        ("sickness_compensation.count", 3, "3"),
        ("results.share", 0.425, "43\u00a0%"),
        ("throughput.results.months", 22.4, "22,4"),
        ("throughput.results.months", None, "–"),
        ("budget.granted", 1529208, "1\u00a0529\u00a0208"),
    ],
)
def test_a_figure_is_written_as_in_the_report(code: str, given: object, shown: str) -> None:
    assert figure_run(code, reading({code: given}), style()) == Run(shown, code=code)


def test_a_figure_that_the_team_does_not_have_stays_as_words() -> None:
    assert figure_run("new.municipality.0114", reading(), style()) is None
