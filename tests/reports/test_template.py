"""Templates are data: what `grund` holds, and what a faulty one says."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest

from samsteg.reports.template import (
    TEMPLATE_FOLDER,
    UnknownTemplate,
    load_template,
    read_template,
    template_names,
)

NINE = [
    "1. Deltagare – förutsättningar",
    "2. Deltagare – genomförande och process",
    "3. Deltagare – resultat och effekter",
    "4. Personal – insatsens förutsättningar",
    "5. Personal – arbetssätt och metoder",
    "6. Personal – resultat och effekter",
    "7. Organisation – förutsättningar",
    "8. Organisation – genomförande och process",
    "9. Organisation – resultat och effekter",
]


def grund() -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads((TEMPLATE_FOLDER / "grund.toml").read_text(encoding="utf-8"))
    return copy.deepcopy(data)


def test_grund_has_a_summary_and_the_nine_sections_with_three_sub_headings_each() -> None:
    sections = load_template("grund").sections
    assert [section.heading for section in sections] == ["Sammanfattning", *NINE]
    assert [part.heading for part in sections[0].parts] == ["Deltagare", "Personal", "Organisation"]
    for section in sections[1:]:
        assert [part.heading for part in section.parts] == ["Beskrivning", "Analys", "Reflektion"]


def test_every_sub_heading_has_a_place_for_the_teams_own_text() -> None:
    template = load_template("grund")
    assert len(template.places()) == len(set(template.places())) == 30
    for part in template.parts():
        assert [one.kind for one in part.content].count("text") == 1


@pytest.mark.parametrize("name", template_names())
def test_every_shipped_template_can_be_read(name: str) -> None:
    assert load_template(name).name == name


def test_an_unknown_template_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownTemplate, match="grund"):
        load_template("../grund")


def _unknown_sentence(data: dict[str, Any]) -> None:
    data["sections"][1]["parts"][0]["content"].append("sentence:horoscope")


def _unknown_table(data: dict[str, Any]) -> None:
    data["sections"][1]["parts"][0]["content"].append("table:horoscope")


def _unknown_kind_of_content(data: dict[str, Any]) -> None:
    data["sections"][1]["parts"][0]["content"].append("picture:cat")


def _table_twice(data: dict[str, Any]) -> None:
    data["sections"][1]["parts"][0]["content"].append("table:flow")


def _place_twice(data: dict[str, Any]) -> None:
    data["sections"][1]["parts"][1]["place"] = "1.description"


def _unknown_kind_of_table(data: dict[str, Any]) -> None:
    data["tables"]["flow"]["kind"] = "pie"


def _unknown_field(data: dict[str, Any]) -> None:
    data["tables"]["flow"]["colour"] = "red"


def _unknown_column(data: dict[str, Any]) -> None:
    data["tables"]["staff"]["columns"].append({"name": "salary", "header": "Lön"})


def _unknown_show(data: dict[str, Any]) -> None:
    data["tables"]["ages"]["columns"].append({"header": "X", "show": "stars"})


def _unknown_format(data: dict[str, Any]) -> None:
    data["formats"]["thousands"] = "comma"


def _no_noun(data: dict[str, Any]) -> None:
    del data["noun"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_unknown_sentence, "horoscope"),
        (_unknown_table, "horoscope"),
        (_unknown_kind_of_content, "picture:cat"),
        (_table_twice, "flow"),
        (_place_twice, "1.description"),
        (_unknown_kind_of_table, "pie"),
        (_unknown_field, "colour"),
        (_unknown_column, "salary"),
        (_unknown_show, "stars"),
        (_unknown_format, "comma"),
        (_no_noun, "noun"),
    ],
)
def test_a_faulty_template_says_where(spoil: Any, says: str) -> None:
    data = grund()
    spoil(data)
    with pytest.raises(ValueError, match=says) as raised:
        read_template("faulty", data)
    assert "report template faulty" in str(raised.value)
