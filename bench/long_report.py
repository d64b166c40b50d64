"""A report of thirty pages as Word and as PDF."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Iterator

from pypdf import PdfReader

from bench.databases import Databases
from bench.outcome import Outcome
from bench.team_year import YEAR, TeamYear
from bench.timing import interleave, timed
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.reports.build import build_report
from samsteg.reports.document import Block, Document, Heading, Paragraph, Run
from samsteg.reports.render import render_docx, render_pdf

PAGES = 30
GOAL = 1.0
PROSE = (
    "Under perioden har teamet arbetat nära de remitterande verksamheterna, och fler än tidigare har valt att börja. "
    "Gruppverksamheten har varit igång fyra dagar i veckan, med undantag för tre veckor i juli. Deltagarna säger att "
    "de har fått en tydligare bild av vad som väntar, och att stegen dit är lagom stora. "
)


def with_prose(document: Document, paragraphs: int) -> Document:
    """Free text under each sub-heading, as teams write it."""

    def blocks() -> Iterator[Block]:
        for number, block in enumerate(document.blocks):
            yield block
            if isinstance(block, Heading) and block.level > 1:
                for nth in range(paragraphs):
                    yield Paragraph((Run(f"({number}.{nth + 1}) {PROSE * 2}"),))

    return dataclasses.replace(document, blocks=tuple(blocks()))


def pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def long_report(document: Document, wanted: int) -> Document:
    """As much text as gives the number of pages, or the nearest number above."""
    longer = document
    for paragraphs in range(1, 100):
        longer = with_prose(document, paragraphs)
        if pages(render_pdf(longer)) >= wanted:
            break
    return longer


def measure_report(year: TeamYear, databases: Databases, outcome: Outcome, *, rounds: int) -> None:
    outcome.title(f"A report of {PAGES} pages")
    with databases.using(year.database), acting(year.actor):
        team = Team.objects.get(pk=year.team_id)

        def build() -> Document:
            return build_report(year.actor, team, YEAR, written_on=dt.date(2026, 1, 15))

        document = build()
        longer = long_report(document, PAGES)
        took = interleave(
            {
                "word": lambda: timed(lambda: render_docx(longer)),
                "pdf": lambda: timed(lambda: render_pdf(longer)),
                "build": lambda: timed(build),
            },
            rounds=rounds,
        )
    content = render_pdf(longer)
    size = len(render_docx(longer)) / 1000
    outcome.say(
        f"Before the free text {pages(render_pdf(document))} pages, with it {pages(content)}; "
        f"{len(longer.blocks)} blocks; Word {size:.0f} kB, PDF {len(content) / 1000:.0f} kB. {rounds} rounds, medians."
    )
    outcome.goal("as Word", took.median("word"), GOAL, " s")
    outcome.goal("as PDF (UA-1 and A-2a)", took.median("pdf"), GOAL, " s")
    outcome.say(
        f"{'for the record: building the document, figures and checks':<66} {took.median('build'):6.2f} s"
    )
