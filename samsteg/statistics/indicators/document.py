"""docs/figures.md, written from the registry: `python -m samsteg.statistics.indicators.document`.

tests/statistics/test_indicators.py fails when the file is not what this writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from samsteg.organisation.settings import Settings
from samsteg.statistics.indicators import slots
from samsteg.statistics.indicators.base import Indicator
from samsteg.statistics.indicators.registry import MODULES, codes

PAGE = Path(__file__).resolve().parents[3] / "docs" / "figures.md"
HEAD = """\
# Every figure

Written from the registry in `samsteg/statistics/indicators/` by `python -m samsteg.statistics.indicators.document`:
change an indicator there, never here. Words in angle brackets stand for the values listed under "Slots".
A figure travels with its base (n) and its unit. Counts of nobody are 0, means over nobody are null; money has no n.
Labels, definitions and bases stand in Swedish and in English, as the pages show them; reports are in Swedish.
"""


def page() -> str:
    return "\n".join((HEAD, *_members(), *_families(), *_slots(), ""))


def _families() -> Iterator[str]:
    yield f"A team with the default settings has {len(codes(Settings()))} codes besides those of its municipalities.\n"
    for module in MODULES:
        name = module.__name__.rpartition(".")[2].capitalize()
        yield f"## {name}\n\n{(module.__doc__ or '').strip()}\n"
        yield "| code | label | English label | base | unit | from | since |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        yield from map(_row, module.INDICATORS)
        yield ""
        yield from map(_definition, module.INDICATORS)
        yield ""


def _row(indicator: Indicator) -> str:
    cells = (
        f"`{indicator.code}`",
        _words(indicator.label_sv),
        _words(indicator.label_en),
        _words(" / ".join(dict.fromkeys(indicator.base))),
        indicator.unit.value,
        ", ".join(indicator.source_events),
        indicator.since,
    )
    return f"| {' | '.join(cells)} |"


def _words(text: str) -> str:
    return text.replace("{", "⟨").replace("}", "⟩")


def _definition(indicator: Indicator) -> str:
    same = f" Same value as `{indicator.same_as}`." if indicator.same_as else ""
    swedish, english = map(_words, indicator.definition)
    return f"- `{indicator.code}`: {swedish} Formel: {indicator.formula}.{same} *English:* {english}"


def _members() -> Iterator[str]:
    yield "## Who is in a base\n\n| base | label | members | English |\n| --- | --- | --- | --- |"
    for base, (swedish, english) in slots.MEMBERS.items():
        yield f"| `{base}` | {slots.BASES[base][0]} | {swedish} | {english} |"
    yield ""


def _slots() -> Iterator[str]:
    yield "## Slots\n\n| slot | values |\n| --- | --- |"
    for slot, words in slots.FIXED.items():
        yield f"| `<{slot}>` | {', '.join(f'`{value}` ({sv})' for value, (sv, _en) in words.items())} |"
    details = ", ".join(f"`{value}` ({sv})" for value, (sv, _en) in slots.DETAILS.items())
    yield f"| `<detail>` | those of the destination among {details} |"
    yield "| `<band>` | the team's age bands such as `18_30`, and `under`, `over`, `unknown` |"
    yield f"| `<decade>` | {', '.join(slots.DECADES)}, others that occur, and `unknown` |"
    yield "| `<group>` | the key of a group that had a session or a mark in the period |"
    yield "| `<municipality>` | SCB's code of the team's own and of those that occur, and `unknown` |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
