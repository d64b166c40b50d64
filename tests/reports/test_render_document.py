"""The tree itself: faults are refused when it is built, and the outline is what the contents show."""

from __future__ import annotations

import dataclasses

import pytest

from samsteg.reports.document import (
    Column,
    HeaderGroup,
    Heading,
    Table,
    bullets,
    header_groups,
    note,
    numbered_tables,
    outline,
    paragraphs,
    row,
    text,
)
from tests.reports.sample import age_table, flow_table, sample, with_blocks


def test_a_skipped_level_is_refused() -> None:
    with pytest.raises(ValueError, match="level 3 after level 1"):
        with_blocks(Heading(3, "Djupt ner"))


def test_the_first_heading_is_a_section() -> None:
    with pytest.raises(ValueError, match="level 2 after level 0"):
        sample(blocks=(Heading(2, "Utan avsnitt"),))


@pytest.mark.parametrize(("level", "words"), [(0, "Text"), (4, "Text"), (1, " \n")])
def test_a_heading_has_a_level_and_a_text(level: int, words: str) -> None:
    with pytest.raises(ValueError, match="heading"):
        Heading(level, words)


def test_a_row_has_as_many_cells_as_the_table_has_columns() -> None:
    with pytest.raises(ValueError, match="row 2: 1 cells for 2 columns"):
        Table("t", "Tabell", "", (Column("A"), Column("B")), (row("a", "b"), row("a")))


def test_table_keys_are_unique() -> None:
    with pytest.raises(ValueError, match="age"):
        with_blocks(age_table(), age_table())


def test_the_outline_lists_sections_in_order_and_deeper_levels_on_demand() -> None:
    shallow = outline(sample())
    deep = outline(sample(contents_depth=3))

    assert [entry.text for entry in shallow][:2] == ["Sammanfattning", "1. Deltagare, förutsättningar"]
    assert {entry.level for entry in shallow} == {1}
    assert [entry.level for entry in deep if entry.text == "Tid i teamet"] == [3]
    assert len({entry.anchor for entry in deep}) == len(deep) == 10 + 27 + 1


def test_anchors_don_t_depend_on_the_depth_of_the_contents() -> None:
    anchors = {entry.text: entry.anchor for entry in outline(sample(contents_depth=3))}

    assert all(anchors[entry.text] == entry.anchor for entry in outline(sample()))


def test_neighbours_with_one_group_share_a_heading() -> None:
    assert header_groups(age_table().columns) == (
        HeaderGroup(None, 0, 1),
        HeaderGroup("Nya", 1, 2),
        HeaderGroup("Inskrivna vid årets slut", 3, 2),
        HeaderGroup(None, 5, 1),
    )


def test_tables_are_numbered_through() -> None:
    document = numbered_tables(with_blocks(flow_table(), text("mellan"), age_table()))
    captions = [block.caption for block in document.blocks if isinstance(block, Table)]

    assert captions == ["Tabell 1. Inskrivna och avslut 2025", "Tabell 2. Ålder och kön"]


def test_typed_text_becomes_paragraphs() -> None:
    made = paragraphs("Ett\r\nrad två\r\n\r\n  \nTvå\n\n\n")

    assert [paragraph.runs[0].text for paragraph in made] == ["Ett\nrad två", "Två"]


def test_plain_constructors() -> None:
    assert text("a").runs == note("a").runs == bullets(["a"]).items[0]
    assert row("a", kind="sum").kind == "sum"
    assert dataclasses.replace(row("a")).kind == "body"
