"""One report being written: its template's sections and sub-headings become blocks, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from samsteg.reports.checks import Place, check_blocks
from samsteg.reports.definitions import definition_blocks
from samsteg.reports.document import Block, Heading, Picture, Run, Table
from samsteg.reports.live_figures import figure_run
from samsteg.reports.material import Material
from samsteg.reports.periods import report_title
from samsteg.reports.phrasing import Style, plain
from samsteg.reports.sentences import paragraph
from samsteg.reports.tables import build_table
from samsteg.reports.template import Content, Part, Section, Template
from samsteg.reports.texts import text_blocks
from samsteg.statistics.consistency import Finding


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A sub-heading's content: what the program fills in, what the team has written, its pictures, and its figures."""

    filled: tuple[Block, ...]
    own: tuple[Block, ...]
    codes: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()


@dataclass
class Writing:
    """One report being written; remembers which figures stand where, for the appendices."""

    template: Template
    material: Material
    style: Style
    texts: Mapping[str, str]
    pictures: Mapping[str, tuple[Picture, ...]]
    places: list[Place] = field(default_factory=list)
    parts: dict[str, WrittenPart] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.template.kind or report_title(self.material.reading.period)

    def section(self, section: Section) -> Iterator[Block]:
        yield Heading(1, section.heading)
        for part in section.parts:
            if part.heading:
                yield Heading(2, part.heading)
            yield from self._part(section, part)
            yield from self.parts[part.place].pictures

    def appendices(self, findings: tuple[Finding, ...], reasons: Mapping[str, str]) -> Iterator[Block]:
        """`reasons` by fingerprint: why what a check found stands as it is."""
        headings = self.template.appendices
        if headings.definitions:
            codes = {code for place in self.places for code in place.codes}
            yield Heading(1, headings.definitions)
            yield from definition_blocks(codes, self.material.reading, self.style)
        if headings.checks:
            yield Heading(1, headings.checks)
            yield from check_blocks(findings, self.style, reasons)

    def _part(self, section: Section, part: Part) -> list[Block]:
        """Sentences that follow each other are one paragraph."""
        before = len(self.places)
        filled: list[Block] = []
        own: list[Block] = []
        blocks: list[Block] = []
        for kind, group in groupby(part.content, key=lambda one: one.kind):
            made = list(self._content(section, part, kind, list(group)))
            (own if kind == "text" else filled).extend(made)
            blocks += made
        codes = tuple(dict.fromkeys(code for place in self.places[before:] for code in place.codes))
        pictures = self.pictures.get(part.place, ())
        self.parts[part.place] = WrittenPart(tuple(filled), tuple(own), codes, pictures)
        return blocks

    def _content(self, section: Section, part: Part, kind: str, group: list[Content]) -> Iterator[Block]:
        if kind == "sentence":
            yield from self._paragraph(section, part, [one.name for one in group])
        elif kind == "table":
            for one in group:
                yield from self._table(section, one)
        else:
            yield from self._own_text(section, part)

    def _own_text(self, section: Section, part: Part) -> Iterator[Block]:
        """What the team has written, with its brackets as live figures."""
        codes: list[str] = []

        def figure(words: str) -> Run | None:
            run = figure_run(words, self.material.reading, self.style)
            if run is not None and run.code:
                codes.append(run.code)
            return run

        level = 3 if part.heading else 2  # one below the heading that the text stands under
        yield from text_blocks(self.texts.get(part.place, ""), figure, level)
        if codes:
            where = ", ".join(filter(None, (section.heading, part.heading)))
            self.places.append(Place(where, tuple(codes), is_prose=True))

    def _paragraph(self, section: Section, part: Part, names: list[str]) -> Iterator[Block]:
        written = paragraph(names, self.material.reading, self.style, self.template.sentences)
        if written is not None:
            codes = tuple(run.code for run in written.runs if run.code)
            self.places.append(Place(f"{section.heading}, {part.heading}", codes, is_prose=True))
            yield written

    def _table(self, section: Section, content: Content) -> Iterator[Block]:
        built = build_table(self.template.tables[content.name], self.material, self.style)
        if built.block is not None and built.codes:
            caption = built.block.caption if isinstance(built.block, Table) else plain(built.block.runs)
            self.places.append(Place(f"{section.heading}, {caption}", built.codes, is_prose=False))
        yield from built.blocks
