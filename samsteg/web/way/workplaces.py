"""Time at workplaces beside the exit: what came of it is told once, where it ended, and proposed when the stay ends."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samsteg.participants.enums import ExitReason
from samsteg.participants.way.enums import Step
from samsteg.participants.way.selectors import Way
from samsteg.placements.enums import Outcome, PlacementState
from samsteg.placements.records import ReadPlacement
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.placements import words
from samsteg.web.participants.placements.pages import read_all
from samsteg.web.participants.words import word

# Where an exit leads that follows on what came of a placement.
LEADS_TO: Mapping[str, ExitReason] = {
    Outcome.WORK_THERE: ExitReason.WORK,
    Outcome.WORK_ELSEWHERE: ExitReason.WORK,
    Outcome.STUDIES: ExitReason.STUDIES,
}
MOST = 3


@dataclass(frozen=True, slots=True)
class Workplace:
    """`is_open`: its last day has not come, or nobody has said what came of it."""

    series: uuid.UUID
    title: str
    line: str
    outcome: str
    is_open: bool


def placements_at_exit(entered: Entered, found: Way, step: Step) -> tuple[ReadPlacement, ...]:
    """Those of the stay that the step ends, newest first; none for other steps. The caller logs the read."""
    if step is not Step.EXIT:
        return ()
    return tuple(one for one in read_all(entered) if one.stay_id == found.stay.pk)[:MOST]


def proposed(placements: Sequence[ReadPlacement]) -> dict[str, Any]:
    """What the exit led to, by the newest placement of which somebody has said what came of it."""
    for one in placements:
        if one.ending and (reason := LEADS_TO.get(one.ending.outcome)):
            return {"reason": reason.value}
    return {}


def workplaces(placements: Sequence[ReadPlacement]) -> tuple[Workplace, ...]:
    return tuple(_shown(one) for one in placements)


def _shown(one: ReadPlacement) -> Workplace:
    outcome = word(Outcome, one.ending.outcome) if one.ending else ""
    is_open = one.state is PlacementState.ONGOING or one.ending is None
    return Workplace(one.series, words.title(one), words.line(one), outcome, is_open)
