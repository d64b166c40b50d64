"""The registry: complete, unambiguous, and what docs/figures.md says."""

from __future__ import annotations

import re

import pytest

from samsteg.organisation.settings import Settings
from samsteg.participants.enums import (
    DETAILS_OF,
    PAYER_OF,
    ExitDetail,
    ExitReason,
    IncomeSource,
    ParallelKind,
    Referrer,
)
from samsteg.people.enums import Sex
from samsteg.placements.enums import PlacementForm
from samsteg.statistics.indicators import (
    ALL,
    base_text,
    canonical,
    codes,
    definition_text,
    find,
    indicator_for,
    label,
    slots,
)
from samsteg.statistics.indicators.document import PAGE, page

EVERY = codes(Settings(), ["2083", "2084"], ["1930s"])


def test_the_page_is_written_from_the_registry() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m samsteg.statistics.indicators.document"


def test_every_indicator_says_what_it_is() -> None:
    for indicator in ALL:
        texts = (
            indicator.label_sv,
            indicator.label_en,
            *indicator.definition,
            *indicator.base,
            indicator.formula,
        )
        assert all(text.strip() for text in texts), indicator.code
        assert indicator.source_events and indicator.since, indicator.code


def test_every_definition_stands_in_both_languages() -> None:
    """A Swedish sentence and an English one: no text is left empty, or copied into the other's place."""
    for indicator in ALL:
        swedish, english = indicator.definition
        assert swedish.endswith(".") and english.endswith("."), indicator.code
        assert swedish != english and not set("åäöÅÄÖ") & set(english), indicator.code
        ours, theirs = (re.findall(r"{\w+}", base) for base in indicator.base)
        assert ours == theirs, indicator.code
        if "{" not in indicator.base[0]:
            assert indicator.base[0] != indicator.base[1], indicator.code


def test_every_base_says_who_is_in_it() -> None:
    assert slots.MEMBERS.keys() == slots.BASES.keys()
    for base in slots.BASES:
        swedish, english = slots.MEMBERS[base]
        assert definition_text(f"{base}.count").startswith(f"{swedish};")
        assert definition_text(f"{base}.count", "en").startswith(f"{english};")
    for flow in slots.FIXED["flow"]:
        assert definition_text(f"flow.{flow}") == definition_text(f"{flow}.count")


def test_no_definition_is_left_with_a_gap() -> None:
    for code in EVERY:
        for language in ("sv", "en"):
            assert not set("{}<>") & set(definition_text(code, language)), code


def test_a_swedish_sentence_has_one_english_one() -> None:
    """Figures that share a definition on a page share it in both languages."""
    pairs = {indicator.definition for indicator in ALL}
    assert (
        len({swedish for swedish, _english in pairs})
        == len({english for _swedish, english in pairs})
        == len(pairs)
    )


@pytest.mark.parametrize(
    ("code", "swedish", "english"),
    [
        ("results.share", "Avslut", "Exits"),
        ("new.sex.women", "Nyinskrivna", "Newly enrolled"),
        ("treated.age.mean.men", "Deltagare, ett kön", "Participants, one sex"),
        ("queue.longest_months", "Personer i kö", "Persons in the queue"),
        ("cost.per_exit", "Budgetens utfall", "The actual cost of the budget"),
    ],
)
def test_bases(code: str, swedish: str, english: str) -> None:
    assert (base_text(code), base_text(code, "en")) == (swedish, english)


def test_every_code_belongs_to_one_indicator() -> None:
    assert len(EVERY) == len(set(EVERY)) == len(set(map(str, EVERY)))
    assert list(EVERY) == sorted(EVERY)
    for code in EVERY:
        assert indicator_for(code) in ALL
        assert label(code) and label(code, "en") and base_text(code)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_labels_tell_figures_apart(language: str) -> None:
    names: dict[str, set[str]] = {}
    for code in EVERY:
        names.setdefault(label(code, language), set()).add(canonical(code))
    assert {name: found for name, found in names.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("slot", "values"),
    [
        ("referrer", [*Referrer.values, "unknown"]),
        ("income", [*IncomeSource.values, "unknown"]),
        ("payer", [*dict.fromkeys(PAYER_OF.values()), "unknown"]),
        ("sex", Sex.values),
        ("destination", ExitReason.values),
        ("effort", ParallelKind.values),
    ],
)
def test_slots_hold_every_value_that_is_stored(slot: str, values: list[str]) -> None:
    assert sorted(slots.FIXED[slot]) == sorted(values)


def test_details_and_forms_hold_every_value_that_is_stored() -> None:
    assert set(slots.DETAILS) == {*ExitDetail.values, "other", "unknown"}
    assert {detail for details in DETAILS_OF.values() for detail in details} <= set(ExitDetail.values)
    assert {*slots.FORMS, "work_training"} == set(PlacementForm.values)


@pytest.mark.parametrize(
    ("code", "swedish", "english"),
    [
        ("new.sex.women", "Nyinskrivna, kvinnor", "Newly enrolled, women"),
        ("flow.new", "Nyinskrivna", "Newly enrolled"),
        ("new.age.18_30", "Nyinskrivna, 18–30 år", "Newly enrolled, 18–30 years"),
        ("treated.municipality.2083", "Deltagare, kommun: Hedemora", "Participants, municipality: Hedemora"),
        ("exits.work.wage_subsidy", "Avslut till arbete: lönebidrag", "Exits to work: wage subsidy"),
        (
            "throughput.work.months.max",
            "Genomströmningstid, avslut till arbete, längst",
            "Months in the team, exits to work, longest",
        ),
    ],
)
def test_labels(code: str, swedish: str, english: str) -> None:
    assert (label(code), label(code, "en")) == (swedish, english)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("flow.new", "flow.new"),
        ("  Results.Share ", "results.share"),
        ("Nyinskrivna", "flow.new"),
        ("NYINSKRIVNA,  kvinnor", "new.sex.women"),
        ("Antal deltagare", "treated.count"),
        ("Genomströmningstid", "throughput.results.months"),
        ("genomströmningstid, avslut till arbete", "throughput.work.months"),
        ("treated.municipality.2083", "treated.municipality.2083"),
        ("Trivsel", None),
        ("", None),
        ("new.sex", None),
        ("new.sex.kvinnor", None),
    ],
)
def test_find(text: str, code: str | None) -> None:
    assert find(text) == code


def test_every_label_and_synonym_is_found() -> None:
    for code in codes(Settings()):
        if "municipality" not in code:
            found = find(label(code))
            assert found is not None and canonical(found) == canonical(code), code


def test_codes_follow_the_teams_bands() -> None:
    found = codes(Settings(age_bands=((16, 24), (25, 65))))
    assert "new.age.16_24" in found and "results.age.25_65.men" in found
    assert "new.age.18_30" not in found


@pytest.mark.parametrize(
    "code", ["flow.queue", "new.sex", "nonsense", "results.age.18_30.nobody", "~open", "new.age.18"]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(KeyError):
        indicator_for(code)
    with pytest.raises(KeyError):
        label(code)
