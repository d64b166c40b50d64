"""Everything that is wrong with a template is told at once, in words, and names its place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from samsteg.organisation.settings import Settings
from samsteg.reports.template import load_template, read_template, template_names
from samsteg.reports.template_data import merged, shipped_data
from samsteg.reports.template_faults import LONGEST_HEADING, template_faults

DIGEST = "a" * 64


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def faults(changes: dict[str, Any], images: tuple[str, ...] = ()) -> tuple[str, ...]:
    return template_faults(changes, Settings(), images)


def flow_columns() -> list[dict[str, Any]]:
    return copy.deepcopy(list(shipped_data("grund")["tables"]["flow"]["columns"]))


def section(heading: str = "1. Rubrik", **part: Any) -> dict[str, Any]:
    return {"heading": heading, "parts": [{"place": "1.description", "heading": "Beskrivning", **part}]}


@pytest.mark.parametrize("name", template_names())
def test_the_shipped_ones_have_no_faults(name: str) -> None:
    assert faults({"extends": name}) == ()


@pytest.mark.parametrize("name", template_names())
def test_bands_of_the_teams_own_fit_every_shape(name: str) -> None:
    settings = Settings(age_bands=((16, 24), (25, 65)), referrer_groups={"Region": ["psychiatry", "region"]})
    assert template_faults({"extends": name}, settings) == ()


def test_a_column_twice_is_named() -> None:
    columns = flow_columns()
    columns.append(dict(columns[4], header="Jobb"))
    (said,) = faults({"tables": {"flow": {"columns": columns}}})
    assert "“Jobb”" in said
    assert "twice" in said


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("budget", [{"name": "granted", "header": "A"}, {"name": "granted", "header": "A"}]),
        ("flow_sex", [{"header": "A", "base": "new"}, {"header": "B", "base": "new"}]),
        ("ages", [{"header": "A", "show": "age"}, {"header": "B", "show": "age"}]),
        ("staff", [{"name": "role", "header": "A"}, {"name": "role", "header": "A"}]),
    ],
)
def test_a_column_twice_in_any_kind_of_table(table: str, columns: list[dict[str, str]]) -> None:
    said = faults({"tables": {table: {"columns": columns}}})
    assert any("twice" in one for one in said)


def test_the_same_base_counted_and_as_a_share_are_two_columns() -> None:
    columns = [{"header": "A", "base": "new"}, {"header": "B", "base": "new", "show": "share"}]
    assert faults({"tables": {"new_sex": {"columns": columns}}}) == ()


def test_all_faults_are_told_at_once() -> None:
    said = faults(
        {
            "formats": {"thousands": "comma"},
            "sections": [section("", picture={"image": DIGEST, "alt": ""})],
            "sentences": {"mine": "Det var {flow.moon} månar."},
            "cover": {"logo": DIGEST, "logo_alt": "Två händer"},
        }
    )
    assert len(said) == 6
    for word in ("comma", "empty", "what the picture shows", "the logo", "{flow.moon}", "isn't there"):
        assert any(word in one for one in said), word


def test_a_heading_of_300_letters_is_fine_and_one_of_301_is_told_how_long_it_is() -> None:
    assert faults({"sections": [section("R" * LONGEST_HEADING)]}) == ()
    (said,) = faults({"sections": [section("R" * (LONGEST_HEADING + 1))]})
    assert "301" in said


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"extends": "finns-inte"}, "finns-inte"),
        ({"noun": {"gender": "maskulinum"}}, "maskulinum"),
        ({"noun": {"colour": "red"}}, "colour"),
        ({"sections": []}, "at least one"),
        ({"sections": "text"}, "at least one"),
        ({"sections": [{"heading": "1"}]}, "parts"),
        ({"sections": [section(content=["sentence:horoscope"])]}, "horoscope"),
        ({"sections": [section(content=["table:flow", "table:flow"])]}, "flow"),
        ({"tables": {"flow": {"kind": "pie"}}}, "pie"),
        ({"tables": []}, "tables"),
        ({"sentences": []}, "sentences"),
        ({"tables": {"ages": {"rows": [{"label": "X", "code": "new.age.banana"}]}}}, "new.age.banana"),
        ({"tables": {"flow": {"caption": "Tabell {fram}"}}}, "{fram}"),
        ({"sentences": {"mine": "{share:flow.new}"}}, "{share:flow.new}"),
        ({"sentences": {"mine": "{form:flow.new|en}"}}, "{form:flow.new|en}"),
        ({"kind": "x" * 250_000}, "too large"),
    ],
)
def test_each_fault_has_its_words(changes: dict[str, Any], word: str) -> None:
    said = faults(changes)
    assert said
    assert any(word in one for one in said)


def test_pictures_of_the_team_are_known() -> None:
    changes = {"sections": [section(picture={"image": DIGEST, "alt": "Fyra grupper"})]}
    assert faults(changes, (DIGEST,)) == ()
    assert faults(changes) != ()


def test_a_change_of_one_column_keeps_the_rest_of_the_table() -> None:
    data = merged(
        shipped_data("grund"), {"tables": {"flow": {"caption": "Flöde"}}, "noun": {"one": "deltagare"}}
    )
    template = read_template("x", data)
    assert template.tables["flow"].caption == "Flöde"
    assert template.tables["flow"].note == load_template("grund").tables["flow"].note
    assert (template.noun.one, template.noun.many) == ("deltagare", "personer")


def test_sub_headings_and_sections_can_be_switched_off() -> None:
    sections = copy.deepcopy(list(shipped_data("grund")["sections"]))
    sections[0]["shown"] = False
    for one in sections[1:]:
        one["parts"][1]["shown"] = False
    for part in sections[6]["parts"]:
        part["shown"] = False
    template = read_template("x", merged(shipped_data("grund"), {"sections": sections}))
    assert "Sammanfattning" not in [one.heading for one in template.sections]
    assert len(template.sections) == 8
    assert not any(place.endswith(".analysis") for place in template.places())


def test_a_section_whose_every_sub_heading_is_off_leaves_no_lonely_heading() -> None:
    template = read_template(
        "x", merged(shipped_data("grund"), {"sections": [section(shown=False), section("2. Kvar")]})
    )
    assert [one.heading for one in template.sections] == ["2. Kvar"]
