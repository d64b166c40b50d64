"""An invented report that uses every part of the document tree."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from samsteg.reports.document import (
    Block,
    BulletList,
    Column,
    Cover,
    Document,
    Edition,
    Heading,
    Paragraph,
    Run,
    Table,
    note,
    numbered_tables,
    row,
    text,
)

FLOW_HEADERS = (
    "Inskrivna 2025-01-01",
    "Nyinskrivna under perioden",
    "Avslut totalt",
    "Tidiga avhopp",
    "Till arbete",
    "Till studier",
    "Till annan arbetslivsinriktad rehabilitering",
    "Till sjukersättning",
    "Till annat",
    "Inskrivna 2025-12-31",
)
PROSE = (
    "Under året har teamet arbetat nära de remitterande verksamheterna. Studiebesöken har gett deltagarna en egen "
    "bild av insatsen innan de bestämmer sig, och fler än tidigare har valt att börja. Gruppverksamheten har varit "
    "igång fyra dagar i veckan, med undantag för tre veckor i juli. "
)


def flow_table() -> Table:
    columns = (Column("Grupp"), *(Column(header, "right") for header in FLOW_HEADERS))
    rows = (
        row("Kvinnor", "20", "11", "10", "2", "3", "1", "1", "1", "2", "21"),
        row("Män", "14", "11", "10", "1", "3", "1", "0", "1", "4", "15"),
        row("Alla", "34", "22", "20", "3", "6", "2", "1", "2", "6", "36", kind="sum"),
    )
    return Table(
        "flow",
        "Inskrivna och avslut 2025",
        "56 deltagare som var inskrivna någon gång under året.",
        columns,
        rows,
        note="Tidiga avhopp räknas även i Avslut totalt.",
    )


def age_table() -> Table:
    columns = (
        Column("Ålder"),
        Column("Kvinnor", "right", "Nya"),
        Column("Män", "right", "Nya"),
        Column("Kvinnor", "right", "Inskrivna vid årets slut"),
        Column("Män", "right", "Inskrivna vid årets slut"),
        Column("Alla", "right"),
    )
    rows = (
        row("18–30 år", "5", "6", "8", "7", "26"),
        row("31–45 år", "4", "3", "8", "4", "19"),
        row("46–64 år", "2", "2", "5", "4", "13"),
        row("Summa", "11", "11", "21", "15", "58", kind="sum"),
    )
    return Table("age", "Ålder och kön", "22 nya och 36 inskrivna deltagare.", columns, rows)


def budget_table() -> Table:
    columns = (
        Column("Post"),
        *(Column(name, "right") for name in ("Äskat", "Beviljat", "Förbrukat", "Återstår")),
    )
    rows = (
        row("Personalkostnader", "1 924 000", "1 529 208", "1 470 512", "58 696"),
        row("Handledning och utbildning", "30 300", "24 082", "41 900", "−17 818"),
        row("Deltagarkostnader", "68 173", "54 184", "39 266", "14 918"),
        row("Totalt", "2 022 473", "1 607 474", "1 551 678", "55 796", kind="sum"),
    )
    return Table(
        "budget", "Budget 2025, kronor", "Kalenderåret 2025.", columns, rows, note="Plus betyder pengar kvar."
    )


def sections() -> list[Block]:
    blocks: list[Block] = [Heading(1, "Sammanfattning"), text(PROSE), text(PROSE)]
    parts = ("förutsättningar", "genomförande och process", "resultat och effekter")
    number = 0
    for subject in ("Deltagare", "Personal", "Organisation"):
        for part in parts:
            number += 1
            blocks.append(Heading(1, f"{number}. {subject}, {part}"))
            blocks += [Heading(2, "Beskrivning"), text(PROSE * 2)]
            blocks += extras(number)
            blocks += [Heading(2, "Analys"), text(PROSE), Heading(2, "Reflektion"), text(PROSE)]
    return blocks


def extras(number: int) -> list[Block]:
    figure = Paragraph(
        (
            Run("Under året avslutades "),
            Run("20", code="flow.exits"),
            Run(" deltagare. "),
            Run("Nio av dem", strong=True),
            Run(" gick vidare till "),
            Run("resultat", emphasis=True),
            Run("."),
        )
    )
    points = BulletList(((Run("Måndag: grupp"),), (Run("Torsdag: "), Run("studiebesök", strong=True))))
    by_section: dict[int, list[Block]] = {
        1: [age_table(), text("Hälften är under 31 år.")],
        2: [points],
        3: [flow_table(), figure, Heading(3, "Tid i teamet"), text(PROSE)],
        9: [budget_table(), note("Beloppen är avrundade till hela kronor.")],
    }
    return by_section.get(number, [])


def sample(**changes: Any) -> Document:
    document = Document(
        title="Årsrapport 2025, Team Gläntan",
        cover=Cover(
            kind="Årsrapport 2025",
            team="Team Gläntan",
            municipality="Påhittköpings kommun",
            period="2025-01-01 – 2025-12-31",
            place_and_date="Påhittköping 2026-02-23",
            author="Alva Exempelsson",
            supported_by="Samordningsförbundet Exempelbygden",
            practice=True,
        ),
        edition=Edition.WORK,
        blocks=tuple(sections()),
        footer="Team Gläntan · Årsrapport 2025 · skapad 2026-02-23",
        created_on=date(2026, 2, 23),
    )
    return dataclasses.replace(numbered_tables(document), **changes)


def with_blocks(*blocks: Block, **changes: Any) -> Document:
    """A small document with one section and these blocks."""
    return sample(blocks=(Heading(1, "Ett avsnitt"), *blocks), **changes)
