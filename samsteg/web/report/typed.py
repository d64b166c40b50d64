"""What came back from the page of texts. Every text that was touched is saved, whichever button was pressed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.errors import StaleText, TextTooLong
from samsteg.reports.services import save_text
from samsteg.reports.texts import tidied
from samsteg.statistics.values import Period

Fault = StaleText | TextTooLong


@dataclass(frozen=True, slots=True)
class Typed:
    """`version`: the one that was shown; 0 where nothing had been written."""

    place: str
    body: str
    version: int


@dataclass(frozen=True, slots=True)
class Faulty:
    typed: Typed
    fault: Fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """Saved places, and by place what was typed and could not be saved."""

    saved: tuple[str, ...]
    faults: Mapping[str, Faulty]


def mark_of(body: str) -> str:
    """Tells whether a text was touched, without sending it twice."""
    return hashlib.sha256(tidied(body).encode()).hexdigest()[:16]


def read_typed(data: Mapping[str, str], places: Sequence[str]) -> list[Typed]:
    """The touched texts among the template's places."""
    return list(_touched(data, places))


def _touched(data: Mapping[str, str], places: Sequence[str]) -> Iterator[Typed]:
    for place in places:
        body = data.get(f"text:{place}")
        if body is None or mark_of(body) == data.get(f"was:{place}"):
            continue
        version = data.get(f"version:{place}", "")
        yield Typed(place, body, int(version) if version.isdecimal() and len(version) < 10 else 0)


def save_typed(actor: Actor, team: Team, period: Period, typed: Sequence[Typed]) -> Outcome:
    """Saves what can be saved. A text that somebody else saved in between is kept with the other one beside."""
    saved: list[str] = []
    faults: dict[str, Faulty] = {}
    for one in typed:
        try:
            save_text(
                actor=actor,
                team=team,
                period=period,
                place=one.place,
                body=one.body,
                expected_version=one.version,
            )
        except (StaleText, TextTooLong) as fault:
            faults[one.place] = Faulty(one, fault)
        else:
            saved.append(one.place)
    return Outcome(tuple(saved), faults)
