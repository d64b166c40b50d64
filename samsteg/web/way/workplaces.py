"""Time at workplaces beside the exit: what came of it is told once, where it ended, and proposed when the stay ends."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samsteg.participants.way.enums import Step
from samsteg.participants.way.selectors import Way
from samsteg.placements.enums import Outcome, PlacementState
from samsteg.placements.exits import led_to
from samsteg.placements.records import ReadPlacement
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.placements import words
from samsteg.web.participants.placements.pages import read_all
from samsteg.web.participants.words import word

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
    """What the exit led to, as the form of the step takes it."""
    reason = led_to(placements)
    return {"reason": reason.value} if reason else {}


def workplaces(placements: Sequence[ReadPlacement]) -> tuple[Workplace, ...]:
    return tuple(_shown(one) for one in placements)


def _shown(one: ReadPlacement) -> Workplace:
    outcome = word(Outcome, one.ending.outcome) if one.ending else ""
    is_open = one.state is PlacementState.ONGOING or one.ending is None
    return Workplace(one.series, words.title(one), words.line(one), outcome, is_open)
