"""What a benchmark found, as lines of text that are kept in bench/results/."""

from __future__ import annotations

import datetime as dt
import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


@dataclass
class Outcome:
    """`lines` in the order found; `faults` are values that ought to be equal and are not.

    `judges`: the volume is that of the goals.
    """

    judges: bool = True
    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        self._add(f"\n{text}\n{'-' * len(text)}")

    def say(self, text: str) -> None:
        self._add(text)

    def goal(self, what: str, found: float, limit: float, unit: str = "", around: str = "") -> None:
        verdict = "holds" if found <= limit else "MISSED"
        goal = f"  goal <= {limit}{unit}  {verdict}" if self.judges else ""
        self._add(f"{what:<66} {found:6.2f}{unit}{goal}{around}")

    def _add(self, text: str) -> None:
        print(text, flush=True)
        self.lines.append(text)

    def save(self, name: str) -> Path:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M}-{name}.txt"
        path.write_text("\n".join(self.lines).lstrip() + "\n", encoding="utf-8")
        return path


def machine(postgres: str) -> str:
    """The machine in general words: nothing that names it."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    busy = os.getloadavg()[0]
    return "\n".join(
        (
            f"Date: {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
            f"Machine: {os.cpu_count()} cores, {pages * size / 2**30:.0f} GB memory, {platform.system()}",
            f"Busy: load {busy:.1f} at the start (other work on the same cores makes seconds longer, ratios less sure)",
            f"PostgreSQL {postgres} (embedded, local socket), Python {platform.python_version()}, "
            f"Django {version('django')}, psycopg {version('psycopg')}, openpyxl {version('openpyxl')}",
        )
    )
