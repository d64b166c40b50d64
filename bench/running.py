"""Which benchmarks are run, with which volumes."""

from __future__ import annotations

import gc
from collections.abc import Collection
from pathlib import Path

from bench.audit import measure_audit
from bench.databases import Databases, Volume
from bench.imports import measure_imports, measure_memory, memory_of
from bench.long_report import measure_report
from bench.outcome import Outcome, machine
from bench.pages import measure_pages
from bench.team_year import TeamYear, measure_team_year, middle_team

FULL, SMALL = Volume(250_000, 300), Volume(2_000, 3)


def run(data: Path, folder: Path, parts: Collection[str], *, quick: bool, rounds: int) -> Outcome:
    """`data` holds the database server, `folder` is for files. Rounds of 0: as many as a steady median needs."""
    databases = Databases(data)
    outcome = Outcome(judges=not quick)
    volume = SMALL if quick or set(parts) == {"audit"} else FULL
    everything = databases.ready(volume)
    with databases.superuser() as opened:
        row = opened.execute("SHOW server_version").fetchone()
    outcome.say(machine(str(row[0]) if row else "?"))
    gc.collect()
    gc.freeze()  # what the program itself consists of: no call pays for walking through it
    if "figures" in parts:
        measure_team_year(databases, volume, outcome, rounds=rounds or (2 if quick else 40))
    if "pages" in parts:
        measure_pages(databases, volume, outcome, rounds=rounds or (2 if quick else 60))
    if "import" in parts:
        rows = 60 if quick else 10_000
        measure_imports(
            databases, everything, folder, outcome, rows=rows, rounds=rounds or (1 if quick else 7)
        )
    if "memory" in parts:
        sizes = [60] if quick else [10_000, 100_000]
        measure_memory(databases, everything, folder, outcome, sizes)
    if "audit" in parts:
        rows = 2_000 if quick else 1_000_000
        measure_audit(databases, everything, folder, outcome, rows=rows, rounds=rounds or (1 if quick else 9))
    if "report" in parts:
        year = TeamYear(databases, everything, middle_team(databases, everything))
        measure_report(year, databases, outcome, rounds=rounds or (1 if quick else 9))
    return outcome


def memory(data: Path, path: Path, database: str) -> int:
    """Megabytes that this process needed at most to import the file; none is imported when it isn't there."""
    return memory_of(Databases(data), path, database)
