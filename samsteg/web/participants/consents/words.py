"""Consents in words: states, receivers, sources, what stops."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from samsteg.access.consent_enums import ConsentState
from samsteg.access.consent_sheet import Held, Receiver, Sheet, Stops, in_order
from samsteg.access.enums import DataCategory

TAGS = {
    ConsentState.HOLDS: "ok",
    ConsentState.SOON: "warn",
    ConsentState.WITHDRAWN: "bad",
}


def receiver_name(sheet: Sheet, receiver: Receiver) -> str:
    return _("The team") if receiver is None else sheet.names[receiver]


def title_words(sheet: Sheet, held: Held) -> str:
    """From whom to whom."""
    source = held.consent.source_authority
    names = [_("the team") if one is None else sheet.names[one] for one in held.receivers]
    said = {"source": source.name if source else _("the team's own record"), "to": listed(names)}
    return _("From %(source)s to %(to)s") % said


def listed(words: Iterable[str]) -> str:
    """As people list things: one, two and three."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return _("%(first)s and %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}


def categories(codes: Iterable[str]) -> str:
    return listed(str(DataCategory(code).label).lower() for code in in_order(codes))


def tag_of(state: ConsentState) -> str:
    return TAGS.get(state, "")


def yes_or_no(state: ConsentState) -> str:
    """In the grid."""
    return {
        ConsentState.HOLDS: _("Yes"),
        ConsentState.SOON: _("Soon over"),
        ConsentState.COMING: _("Later"),
        ConsentState.OVER: _("Over"),
        ConsentState.WITHDRAWN: _("Withdrawn"),
    }.get(state, _("No"))


def stop_lines(sheet: Sheet, stops: Iterable[Stops]) -> list[str]:
    """What happens at once, for each receiver."""
    lines = []
    for one in stops:
        said = {"who": receiver_name(sheet, one.receiver), "what": categories(one.categories)}
        if one.categories:
            lines.append(_("%(who)s no longer gets to know about %(what)s.") % said)
        else:
            lines.append(_("%(who)s knows the same as before, through another consent.") % said)
        if one.is_last and one.receiver is None:
            lines.append(
                _("Only the coach who is responsible, and the lead when nobody is, still see the record.")
            )
        elif one.is_last:
            lines.append(
                _(
                    "%(who)s no longer sees the participant at all, unless something in the record comes from there."
                )
                % said
            )
    return lines
