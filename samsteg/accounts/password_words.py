"""Passwords made of the trade's own words, which whoever knows where we work would guess first (ASVS 6.1.2)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Service, authorities, what the work is about, roles, and what people add to make a password look hard.
WORDS = [
    "samsteg",
    "samverkansteam",
    "samverkan",
    "samordningsförbund",
    "samordning",
    "förbund",
    "finsam",
    "team",
    "teamet",
    "insats",
    "rehabilitering",
    "rehab",
    "arbetsförmedlingen",
    "försäkringskassan",
    "socialtjänsten",
    "kommunen",
    "kommun",
    "regionen",
    "region",
    "nämnden",
    "deltagare",
    "handledare",
    "verksamhetsledare",
    "samordnare",
    "coach",
    "arbete",
    "jobb",
    "lösenord",
    "password",
    "sommar",
    "vinter",
    "höst",
    "vår",
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
    "välkommen",
    "hejsan",
    "admin",
    "qwerty",
]
LEFT = 8  # letters beside those words that make it a password of one's own


def plain(text: str) -> str:
    """Letters alone, without dots and rings: people write passwords with and without."""
    return re.sub(r"[^a-z]", "", text.casefold().translate(str.maketrans("åäöéü", "aaoeu")))


_OF_THE_TRADE = re.compile("|".join(sorted(map(plain, WORDS), key=len, reverse=True)))


def own_letters(password: str) -> int:
    """How many letters are left when the words above are taken away."""
    return len(_OF_THE_TRADE.sub("", plain(password)))


class OwnWordsValidator:
    """A phrase with such a word in it is fine; one that is little else isn't."""

    def validate(self, password: str, user: object = None) -> None:
        if own_letters(password) < min(LEFT, len(plain(password))):
            raise ValidationError(
                _(
                    "The password is made of words that somebody would guess who knows where you work. Add other words."
                ),
                code="password_of_the_trade",
            )

    def get_help_text(self) -> str:
        return _("Choose other words than those of your work.")
