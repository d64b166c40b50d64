"""No participant is named in the log: what is typed is looked through before it is kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.core.actor import Actor
from samsteg.governance.outreach.records import OutreachRefused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.names import names_of_persons

# A day of birth, or 60 more (Skatteverket, SKV 704), with four more figures: also one that is mistyped.
DAY_OF_BIRTH: Final = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1278]\d|3[01]|6[1-9]|9[01])"
NUMBER: Final = re.compile(
    rf"(?<!\d)(?:(?:19|20){DAY_OF_BIRTH}[-+ ]?\d{{4}}|{DAY_OF_BIRTH}[-+]\d{{4}})(?!\d)", re.ASCII
)
WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
REMEMBERED: Final = dt.timedelta(days=2 * 365)


def refuse_participants(actor: Actor, team: Team, texts: dict[str, str]) -> None:
    """Raises OutreachRefused where an identity number stands, or both names of a participant whom the actor sees, now
    or within two years. Others' names are not looked for: an answer would tell that they are participants.
    """
    for name, text in texts.items():
        if NUMBER.search(text):
            raise OutreachRefused(
                _("There is an identity number in the text. Take it away: nobody is named in the log."), name
            )
    words = {name: _words(text) for name, text in texts.items()}
    if not any(words.values()):
        return
    named = _names(actor, team)
    for name, text in words.items():
        if any(full in text for full in named):
            raise OutreachRefused(
                _(
                    "The text names a participant. Take the name away: everybody in the team and its "
                    "representatives reads the log."
                ),
                name,
            )


def _names(actor: Actor, team: Team) -> set[str]:
    since = timezone.localdate() - REMEMBERED
    stays = Stay.objects.in_team(team.pk).visible_to(actor)
    ids = set(stays.exclude(exited_on__lt=since).values_list("person_id", flat=True))
    found = names_of_persons(team.pk, ids) if ids else {}
    whole = [name for name in found.values() if name.first and name.last]
    return {_words(f"{name.first} {name.last}{end}") for name in whole for end in ("", "s")}


def _words(text: str) -> str:
    """Lower case words with a space before, between and after, so that whole names alone are found."""
    found = WORD.findall(text.casefold())
    return f" {' '.join(found)} " if found else ""
