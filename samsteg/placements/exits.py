"""What a time at a workplace says of the exit that follows on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from samsteg.participants.enums import ExitReason
from samsteg.placements.enums import Outcome
from samsteg.placements.records import ReadPlacement

# Where an exit leads that follows on what came of a placement. Of the rest nothing is known.
LEADS_TO: Final[Mapping[str, ExitReason]] = {
    Outcome.WORK_THERE: ExitReason.WORK,
    Outcome.WORK_ELSEWHERE: ExitReason.WORK,
    Outcome.STUDIES: ExitReason.STUDIES,
}


def led_to(placements: Iterable[ReadPlacement]) -> ExitReason | None:
    """By the newest of which somebody has said something that an exit follows on. They come newest first."""
    reasons = (LEADS_TO.get(one.ending.outcome) for one in placements if one.ending)
    return next((reason for reason in reasons if reason), None)
