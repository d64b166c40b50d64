"""A paper that leaves the team's hands: a letter, a form, a list. One frame for all, in the language spoken now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import get_language

from samsteg.reports.document import Block, Cover, Document, Edition

LOCALES = {"en": "en-GB"}
SWEDISH = "sv-SE"


def handout(
    title: str,
    blocks: Iterable[Block],
    *,
    team: str,
    today: dt.date,
    is_practice: bool,
    kind: str = "",
    period: str = "",
    about: str = "",
    foot: str = "",
    edition: Edition = Edition.HANDOUT,
) -> Document:
    """`kind` stands over the title and in the footer (unless given: the title), `about` below the title, `foot` last
    in the footer: a day, where the paper has one. The blocks are made here, so in the same language."""
    over = kind or title
    return Document(
        title=title,
        cover=Cover(
            kind=over, team=team, municipality="", period=period, place_and_date=about, practice=is_practice
        ),
        edition=edition,
        blocks=tuple(blocks),
        footer=" \u00b7 ".join(part for part in (team, over, foot) if part),
        created_on=today,
        contents=False,
        language=LOCALES.get(get_language() or "", SWEDISH),
    )
