"""A blank as a document: the team's name, the questions, and room to write. It names nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import translation

from samsteg.access.consent_enums import Edition
from samsteg.reports.document import Block, Document, Heading, Paragraph, Run, bullets, text
from samsteg.reports.handouts import handout
from samsteg.web.blanks.contents import BlankPaper, Item, Kind
from samsteg.web.open_form.words import LANGUAGES

LINE, SHORT = "_" * 74, "_" * 34
BOX = "[\u2003]"
BETWEEN = "\u2003"


def blank_document(
    paper: BlankPaper, *, edition: Edition, team: str, is_practice: bool, today: dt.date
) -> Document:
    """In the reader's language, whichever the page's is."""
    with translation.override(LANGUAGES[edition]):
        title = title_of(paper, edition)
        blocks = (block for item in paper.items for block in _item(item, edition))
        return handout(title, blocks, team=team, today=today, is_practice=is_practice)


def title_of(paper: BlankPaper, edition: Edition) -> str:
    return paper.easy if edition is Edition.EASY else str(paper.title)


def _item(item: Item, edition: Edition) -> Iterator[Block]:
    label = item.easy if edition is Edition.EASY and item.easy else str(item.label)
    if item.kind is Kind.HEADING:
        yield Heading(1, label)
    elif item.kind is Kind.WORDS:
        yield text(label)
    elif item.kind in (Kind.LINE, Kind.SIGN):
        yield text(f"{label}: {SHORT}")
    else:
        yield Paragraph((Run(label, strong=True),))
        yield from _room(item)


def _room(item: Item) -> Iterator[Block]:
    if item.kind is Kind.SCALE:
        yield text(BETWEEN.join(f"{BOX}\u00a0{number}" for number in range(11)))
    elif item.kind is Kind.BOXES:
        yield bullets([f"{BOX} {one}" for one in item.boxes()])
    else:
        for _line in range(item.lines):
            yield text(LINE)
