"""Column widths and text size from the contents of a table."""

from __future__ import annotations

import pytest

from samsteg.reports.document import Column, Table, row
from samsteg.reports.render.layout import PAGE_MM, SIZES_PT, breakable, layout
from tests.reports.sample import age_table, budget_table, flow_table


def table(*columns: Column, cells: tuple[str, ...]) -> Table:
    return Table("t", "Tabell", "", columns, (row(*cells),))


def test_a_small_table_keeps_the_largest_text_and_doesn_t_fill_the_page() -> None:
    plan = layout(table(Column("Kön"), Column("Antal", "right"), cells=("Kvinnor", "5")))

    assert plan.size_pt == SIZES_PT[0]
    assert sum(plan.widths_mm) < PAGE_MM * 0.75


@pytest.mark.parametrize("made", [flow_table(), age_table(), budget_table()])
def test_no_table_is_wider_than_the_page(made: Table) -> None:
    plan = layout(made)

    assert sum(plan.widths_mm) <= PAGE_MM + 0.1
    assert plan.size_pt >= 8.5


def test_many_columns_get_smaller_text() -> None:
    columns = tuple(Column("Arbetsmarknadsutbildning", "right") for _ in range(14))

    assert layout(table(*columns, cells=("1",) * 14)).size_pt < SIZES_PT[0]


def test_hopeless_tables_get_the_smallest_text_and_still_fit() -> None:
    columns = tuple(Column("Arbetsmarknadsutbildning", "right") for _ in range(40))
    plan = layout(table(*columns, cells=("1 234 567",) * 40))

    assert plan.size_pt == SIZES_PT[-1]
    assert sum(plan.widths_mm) <= PAGE_MM + 0.5


def test_a_group_heading_gets_room() -> None:
    def width(group: str) -> float:
        others = tuple(Column("Kolumnrubrik") for _ in range(6))
        return layout(table(*others, Column("B", group=group), cells=("x",) * 7)).widths_mm[-1]

    assert width("En ganska lång rubrik") > width("G") * 1.3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arbetslivsinriktad rehabilitering", "arbetslivsinriktad rehabilitering"),
        ("1234567890123456", "1234567890123456"),
        ("XXXXXXXXXXXX", "XXXXX\u200bXXXXX\u200bXX"),
        (
            "namn.efternamn@exempelkommun.example.se",
            "namn.\u200befternamn@\u200bexempelkommun.\u200bexample.\u200bse",
        ),
        ("a" * 31, "\u200b".join(["aaaaa"] * 6 + ["a"])),
        ("två\nrader", "två\nrader"),
    ],
)
def test_places_to_break(text: str, expected: str) -> None:
    assert breakable(text) == expected
