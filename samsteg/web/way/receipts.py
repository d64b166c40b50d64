"""What a page says when a step has been taken: the same word as on the button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from samsteg.participants.way.enums import State, Step

RECEIPTS: Mapping[Step, Any] = {
    Step.VISIT: _("The study visit is noted."),
    Step.RECEIVE_MISSION: _("The mission is received. The participant is in the queue."),
    Step.PRIORITISE: _("The priority is noted. The queue is in its new order."),
    Step.END_PRIORITY: _("The priority has ended. The queue is in its new order."),
    Step.PAUSE: _("Paused. The time isn't counted as waiting."),
    Step.RESUME: _("In the queue again."),
    Step.ENROL: _("Enrolled. Book the first follow-up, and begin with the plan."),
    Step.PROLONG_TRIAL: _("The trial period goes on. The earlier day stays in the history."),
    Step.CONTINUE: _("The trial period is over, and the participant continues."),
    Step.EXTEND: _("The decision on the planned end is noted."),
    Step.EXIT: _("The exit is noted. Consents that end with the stay have ended."),
    Step.END_REFERRAL: _("The referral is ended without a start."),
}
AHEAD = _("It is noted ahead. Until the day comes the participant stays where the participant is.")


def receipt(step: Step, state: State) -> str:
    """An exit or a start that lies ahead has not happened yet."""
    led = {Step.ENROL: (State.TRIAL, State.ENROLLED), Step.EXIT: (State.EXITED,)}
    if step in led and state not in led[step]:
        return str(AHEAD)
    return str(RECEIPTS[step])
