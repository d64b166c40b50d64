"""Texts that a whole team reads, or that hang on a wall, name no participant: what is typed is looked through first.

One rule for the outreach log, the team's own events, groups and their sessions, and the register of employers. Names
are looked for among those whom the actor sees, now or within two years. Others' are not: an answer would tell that
they are participants.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.staff import staff_of
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.keys import key_ring
from samsteg.people.names import NAME_COLUMNS, PersonName, open_name, without_accents

# A day of birth, or 60 more (Skatteverket, SKV 704), with four more figures: also one that is mistyped. Written
# together without the century it doesn't begin with 0, as phone numbers do.
DAY_OF_BIRTH: Final = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1278]\d|3[01]|6[1-9]|9[01])"
NUMBER: Final = re.compile(
    rf"(?<!\d)(?:(?:19|20){DAY_OF_BIRTH}[-+ ]?\d{{4}}|{DAY_OF_BIRTH}[-+]\d{{4}}|(?!0){DAY_OF_BIRTH}\d{{4}})(?!\d)",
    re.ASCII,
)
WORD: Final = re.compile(r"[^\W_]+")
GENITIVE: Final = re.compile(r"(?<=\w)[:'\u2019]s\b", re.IGNORECASE)
DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
REMEMBERED: Final = dt.timedelta(days=2 * 365)
# Names that are common words too: alone they are a name only when written with a capital letter.
_WORDS: Final = """
alm an and ask berg blad blom bo bror bäck björk björn dag dahl du ek en eld fors frid frisk glad gran gren grön hall
hans hed hägg hav holm juni kaj kan klang kvist lax lind liv ljung lo lund lång löv man mark max modig mur my natt nord
ny näs ort per rask ring ros rosa sand sjö skog sol stark sten stig storm strand ström sund svan svart tage tall tor
trygg ung van vik vinter viola vit vår äng ö
"""
WORDS_TOO: Final = frozenset(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a text: as words are compared, and whether it begins with a capital letter."""

    word: str
    is_capital: bool


def refuse_participants(
    actor: Actor,
    team: Team,
    texts: Mapping[str, str],
    *,
    refused: Callable[[str, str], Refused],
    says: str,
    near: Collection[int] = (),
    known: Iterable[str] = (),
) -> None:
    """Raises what `refused` makes of a sentence and a field: where an identity number stands, or where somebody is
    named, which `says` tells. A participant is named by both names, by the first one with the last one's initial, and,
    of the persons `near`, by either name alone, unless somebody of `known` bears it.
    """
    for field, text in texts.items():
        if NUMBER.search(_clean(text)):
            raise refused(
                _("There is an identity number in the text. Take it away: no participant is named here."),
                field,
            )
    for field in fields_naming(actor, team, texts, near=near, known=known):
        raise refused(says, field)


def fields_naming(
    actor: Actor,
    team: Team,
    texts: Mapping[str, str],
    *,
    near: Collection[int] = (),
    known: Iterable[str] = (),
    is_for_a_wall: bool = False,
) -> list[str]:
    """Which of the texts name a participant, in their order. One question, two where somebody may be named, and
    none without words. `is_for_a_wall`: everybody is near, and a name that somebody else bears too is one.
    """
    said = {field: _said(text) for field, text in texts.items()}
    if not any(said.values()):
        return []
    names = _names_of_seen(actor, team)
    pairs = {pair for name in names.values() for pair in _pairs(name)}
    if any(_names_both(words, pairs) for words in said.values()):  # whose name it may be is asked only then
        pairs -= {pair for one in staff_of(team.pk) for pair in _pairs_of_whole(one.name)}
    others = {one.word for name in known for one in _said(name)} if near else set()
    near = names if is_for_a_wall else near
    alone = {part for person_id in near if person_id in names for part in _alone(names[person_id])}
    alone = {part for part in alone if not (len(part) == 1 and part[0] in others)}
    return [field for field, words in said.items() if _names_both(words, pairs) or _names_alone(words, alone)]


def _names_of_seen(actor: Actor, team: Team) -> dict[int, PersonName]:
    """By person, of those whom the actor sees, now or within two years. One question."""
    since = timezone.localdate() - REMEMBERED
    stays = Stay.objects.in_team(team.pk).visible_to(actor).exclude(exited_on__lt=since)
    ring, rows = key_ring(), stays.order_by().values_list("person_id", *NAME_COLUMNS).distinct()
    return {
        person_id: open_name(person_id, (key, wrapped, sealed), ring)
        for person_id, key, wrapped, sealed in rows
    }


def _names_both(words: list[Said], pairs: set[tuple[str, str]]) -> bool:
    """One letter is an initial when it is a capital one."""
    return any(
        (one.word, last) in pairs
        for one, other in zip(words, words[1:], strict=False)
        if len(other.word) > 1 or other.is_capital
        for last in _without_genitive(other.word)
    )


def _names_alone(words: list[Said], alone: set[tuple[str, ...]]) -> bool:
    return any(
        _is_name(words[at : at + len(part)], part)
        for part in alone
        for at in range(len(words) - len(part) + 1)
    )


def _is_name(found: list[Said], part: tuple[str, ...]) -> bool:
    last = found[-1]
    if tuple(one.word for one in found[:-1]) != part[:-1] or part[-1] not in _without_genitive(last.word):
        return False
    return last.is_capital or len(part) > 1 or part[0] not in WORDS_TOO


def _without_genitive(word: str) -> tuple[str, ...]:
    return (word, word[:-1]) if len(word) > 2 and word.endswith("s") else (word,)


def _pairs(name: PersonName) -> Iterator[tuple[str, str]]:
    """First name and last in either order, and first name and initial; each of a double name's."""
    for first in (one.word for one in _said(name.first)):
        for last in (one.word for one in _said(name.last)):
            yield first, last
            yield last, first
            yield first, last[0]


def _pairs_of_whole(name: str) -> Iterator[tuple[str, str]]:
    """Of a name in one text: any word of it may be the first name."""
    words = name.split()
    for at in range(1, len(words)):
        yield from _pairs(PersonName(" ".join(words[:at]), " ".join(words[at:])))


def _alone(name: PersonName) -> Iterator[tuple[str, ...]]:
    """Each name as its words: a double name with a hyphen is one."""
    for part in (*name.first.split(), *name.last.split()):
        words = tuple(one.word for one in _said(part))
        if words and len("".join(words)) > 1:
            yield words


def _said(text: str) -> list[Said]:
    plain = GENITIVE.sub("s", _clean(text))
    return [Said(_folded(word), word[0].isupper()) for word in WORD.findall(plain)]


def _clean(text: str) -> str:
    """In one form of its letters, with plain hyphens and without signs that can't be seen."""
    shown = unicodedata.normalize("NFKC", text).translate(DASHES)
    return "".join(sign for sign in shown if unicodedata.category(sign) != "Cf")


def _folded(word: str) -> str:
    """Small letters, without accents; the Swedish letters are letters of their own."""
    return "".join(sign if sign in "åäö" else without_accents(sign) for sign in word.casefold())
