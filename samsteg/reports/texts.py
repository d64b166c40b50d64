"""What the team writes itself: how it is kept clean, and how it becomes blocks of the report. Pure.

The markup is small and never anything but text: an empty line parts paragraphs, "## " begins a heading, "- " a point
and "1. " a step of a list; **strong**, *emphasis* and [the name of a figure]. What doesn't fit stays as it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final, Literal

from samsteg.reports.document import Block, BulletList, Heading, Paragraph, Run, Runs

LONGEST_TEXT: Final = 50_000  # characters; a whole report is seldom longer
DEEPEST: Final = 3  # a heading of the team's own stands below its sub-heading
STRONG: Final = 2  # stars; one is emphasis, three are both

FigureOf = Callable[[str], Run | None]
Kind = Literal["heading", "bullet", "step", "text"]

_MARKERS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("heading", re.compile(r"^\s*#{1,6}\s+(?=\S)")),
    ("bullet", re.compile(r"^\s*[-•*]\s+")),
    ("step", re.compile(r"^\s*(\d{1,3})[.)]\s+")),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# No star inside a pair of stars: each letter is looked at a fixed number of times, however many stars there are.
_INLINE: Final = re.compile(
    r"\[(?P<figure>[^\[\]\n]{2,200})\]"
    r"|(?<![\w*])(?P<stars>\*{1,3})(?=[^\s*])(?P<marked>[^*\n]*[^\s*])(?P=stars)(?![\w*])"
)


def tidied(body: str) -> str:
    """Plain text as it is stored: one kind of line end, no control characters, nothing blank around it."""
    lines = _CONTROL.sub("", body.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def text_blocks(body: str, figure: FigureOf | None = None, level: int = DEEPEST) -> Iterator[Block]:
    """The report's blocks. `figure` gives the live figure that a bracket names, None where it names none.

    `level` is that of the team's own headings: one below where the text stands.
    """
    find = figure or _no_figure
    for paragraph in re.split(r"\n\s*\n", tidied(body)):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        for kind, group in groupby(lines, key=_kind):
            yield from _blocks(kind, list(group), find, level)


def runs_of(line: str, figure: FigureOf | None = None) -> Runs:
    """A line's pieces: plain, strong, emphasised, and live figures."""
    return tuple(_runs(line, figure or _no_figure, strong=False, emphasis=False))


def _blocks(kind: Kind, lines: list[str], find: FigureOf, level: int) -> Iterator[Block]:
    bare = [_without_marker(line) for line in lines]
    if kind == "heading":
        for line in bare:
            yield Heading(level, "".join(run.text for run in runs_of(line, find)))
    elif kind == "bullet" or (kind == "step" and _counts_from_one(lines)):
        yield BulletList(tuple(runs_of(line, find) for line in bare), numbered=kind == "step")
    else:
        yield Paragraph(runs_of("\n".join(line.strip() for line in lines), find))


def _kind(line: str) -> Kind:
    return next((kind for kind, marker in _MARKERS if marker.match(line)), "text")


def _without_marker(line: str) -> str:
    for _kind_of, marker in _MARKERS:
        if marker.match(line):
            return marker.sub("", line, count=1).strip()
    return line.strip()


def _counts_from_one(lines: list[str]) -> bool:
    """Only then does a list print the numbers that were typed."""
    steps = _MARKERS[2][1]
    return [int(found[1]) for line in lines if (found := steps.match(line))] == [*range(1, len(lines) + 1)]


def _runs(line: str, find: FigureOf, *, strong: bool, emphasis: bool) -> Iterator[Run]:
    position = 0
    for found in _INLINE.finditer(line):
        if plain := line[position : found.start()]:
            yield Run(plain, strong, emphasis)
        position = found.end()
        if found["figure"] is not None:
            shown = find(found["figure"])
            yield Run(shown.text, strong, emphasis, shown.code) if shown else Run(found[0], strong, emphasis)
            continue
        stars = len(found["stars"])
        yield from _runs(found["marked"], find, strong=stars >= STRONG, emphasis=stars != STRONG)
    if rest := line[position:]:
        yield Run(rest, strong, emphasis)


def _no_figure(_words: str) -> None:
    return None
