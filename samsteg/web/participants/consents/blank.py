"""The consent form as a page to sign: the approved text, who and what to tick, where to write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samsteg.access.consent_days import longest_time
from samsteg.access.consent_enums import Edition
from samsteg.access.consent_models import ConsentText
from samsteg.access.consent_sheet import authorities_to_choose
from samsteg.access.consent_texts import current_text, filled_in, texts_of
from samsteg.access.enums import DataCategory
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.reports.document import Block, Column, Document, Paragraph, Row, Run, Table, note, text
from samsteg.reports.handouts import handout

LANGUAGES = {Edition.PLAIN: "sv", Edition.EASY: "sv", Edition.ENGLISH: "en"}
BOX = "[\u2003]"
LINE = "\u2003"
BETWEEN = "\u2003"
SHORT, LONG = "_" * 16, "_" * 40


@dataclass(frozen=True, slots=True)
class Blank:
    """`text` is the approved version, None for Samsteg's proposal."""

    team: str
    edition: Edition
    text: ConsentText | None
    months: int
    authorities: Sequence[str]
    is_practice: bool
    today: dt.date


def blank_of_team(team: Team, edition: Edition) -> Blank:
    """As the team uses it today."""
    today = timezone.localdate()
    return Blank(
        team=team.name,
        edition=edition,
        text=current_text(team.pk),
        months=longest_time(team.pk).months(today),
        authorities=tuple(authorities_to_choose().values()),
        is_practice=is_practice(team),
        today=today,
    )


def blank_form(form: Blank) -> Document:
    """In the reader's language, whichever the page's is."""
    with translation.override(LANGUAGES[form.edition]):
        title = texts_of(form.text)[form.edition]["title"]
        return handout(
            title,
            _blocks(form),
            team=form.team,
            today=form.today,
            is_practice=form.is_practice,
            about=_version(form.text),
        )


def _version(version: ConsentText | None) -> str:
    if version is None:
        return _("Samsteg's proposal: not approved by the controller")
    return _("Version %(number)d") % {"number": version.version}


def _blocks(form: Blank) -> Iterator[Block]:
    parts = texts_of(form.text)[form.edition]
    yield from (text(one) for one in filled_in(parts["before"], form.months).split("\n\n"))
    yield _who(form)
    yield strong(_("What about"))
    yield _what()
    yield from (text(one) for one in filled_in(parts["after"], form.months).split("\n\n"))
    yield strong(_("I who consent"))
    yield from _signature()
    yield strong(_("The other person, god man or guardian"))
    yield from _signature()
    yield note(_("If the information is about another person too, both sign."))


def _who(form: Blank) -> Table:
    rows = [_("The team"), *form.authorities, LINE]
    return Table(
        key="who",
        caption=_("Who may tell, and who is let know"),
        base="",
        columns=(Column(_("Who")), Column(_("May tell")), Column(_("Is let know"))),
        rows=tuple(Row((name, BOX, BOX)) for name in rows),
    )


def _what() -> Paragraph:
    """What the box is for never parts from it."""
    ticked = (f"{BOX}\u00a0{one.label}".replace(" ", "\u00a0") for one in DataCategory)
    return text(f"{BETWEEN} ".join(ticked))


def _signature() -> Iterator[Block]:
    yield text(f"{_('Day')}: {SHORT}{BETWEEN} {_('Signature')}: {LONG}")
    yield text(f"{_('Name in print')}: {LONG}")


def strong(words: str) -> Paragraph:
    return Paragraph((Run(words, strong=True),))
