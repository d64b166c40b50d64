"""The same as a paper to take home: an accessible PDF, made by the reports' renderer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samsteg.reports.document import (
    Block,
    Column,
    Document,
    Heading,
    Table,
    bullets,
    note,
    row,
    text,
)
from samsteg.reports.handouts import handout
from samsteg.web.participants.who_knows.page import Known, ReaderView, WhoKnows


def paper(page: WhoKnows, *, today: dt.date, is_practice: bool) -> Document:
    """Names the person as the page does."""
    title = _("Who knows what about you")
    return handout(
        title,
        _blocks(page),
        team=page.team,
        today=today,
        is_practice=is_practice,
        about=f"{page.title}, {today}",
        foot=str(today),
    )


def _blocks(page: WhoKnows) -> Iterator[Block]:
    yield text(
        _(
            "You decide what the team may tell, and to whom. You may change your mind whenever you like. "
            "It does not affect your place."
        )
    )
    yield Heading(1, _("The team"))
    yield text(_("The team knows what you tell it and what it writes about you."))
    if page.controllers:
        yield text(_("%(name)s answers for the data.") % {"name": ", ".join(page.controllers)})
    if page.from_others:
        yield _known_table("team", _("What others may tell the team"), page.from_others)
    yield Heading(1, _("Authorities"))
    if not page.readers:
        yield text(_("No authority may know anything about you from the team."))
    for number, reader in enumerate(page.readers, start=1):
        yield from _reader(number, reader)
    if page.names_told:
        yield Heading(1, _("Other teams in groups"))
        yield bullets(page.names_told)
    if page.handed:
        yield Heading(1, _("Written out with your consent"))
        yield _handed(page)
    yield Heading(1, _("Told without your consent"))
    yield from _told(page)
    yield Heading(1, _("Who has opened your data"))
    yield from _openings(page)
    yield note(
        _(
            "There may be things that the law does not let us show you. What has been told can't be called back."
        )
    )


def _reader(number: int, reader: ReaderView) -> Iterator[Block]:
    yield Heading(2, reader.name)
    if reader.known:
        yield _known_table(f"reader-{number}", _("May know"), reader.known)
    if reader.not_known:
        yield text(_("May not know:"))
        yield bullets(reader.not_known)


def _known_table(key: str, caption: str, known: tuple[Known, ...]) -> Table:
    columns = (
        Column(_("What")),
        Column(_("From and including")),
        Column(_("Up to and including")),
        Column(_("By which consent")),
    )
    rows = tuple(
        row(what + _source(one), str(one.first_on), str(one.last_on), one.consent)
        for one in known
        for what in one.what
    )
    return Table(key=key, caption=caption, base="", columns=columns, rows=rows)


def _source(one: Known) -> str:
    return " " + _("(from %(source)s)") % {"source": one.source} if one.source else ""


def _handed(page: WhoKnows) -> Table:
    columns = tuple(Column(label) for label in (_("When"), _("To whom"), _("What")))
    rows = tuple(row(str(one.on), one.receiver, one.what) for one in page.handed)
    return Table(key="handed", caption=_("From your meetings"), base="", columns=columns, rows=rows)


def _told(page: WhoKnows) -> Iterator[Block]:
    if not page.told:
        yield text(_("Nothing has been told."))
        return
    columns = tuple(
        Column(label) for label in (_("When"), _("To whom"), _("What"), _("By which law"), _("Who decided"))
    )
    rows = tuple(row(str(one.on), one.receiver, one.what, one.ground, one.decided_by) for one in page.told)
    yield Table(key="told", caption=_("Told because the law allows it"), base="", columns=columns, rows=rows)


def _openings(page: WhoKnows) -> Iterator[Block]:
    if page.openings:
        columns = tuple(Column(label) for label in (_("When"), _("Who"), _("What they did"), _("Why")))
        rows = tuple(row(str(one.day), capfirst(one.who), one.did, one.why) for one in page.openings)
        yield Table(key="openings", caption=_("Openings, newest first"), base="", columns=columns, rows=rows)
    else:
        yield text(_("Nobody has opened it."))
    if page.listed:
        yield text(_("You have also been seen in lists and counts:"))
        yield bullets(page.listed)
