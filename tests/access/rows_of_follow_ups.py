"""The access table's rows of follow-ups; what they mean stands in test_table."""

from __future__ import annotations

LOGIN = "log in"
OF_FOLLOW_UPS = ("follow_ups", "follow_up_note_done", "follow_up_pause", "talks")
OF_A_MEETING = (
    *(f"follow_up{one}" for one in ("", "_draft", "_move", "_cancel", "_done", "_undo")),
    "talk",
)
BELOW_A_MEETING = {
    "follow_up_step": "step_id",
    "follow_up_extract": "authority_id",
    "follow_up_invitation": "authority_id",
}
Answers = tuple[int | str, int | str, int | str, int | str]

FOLLOW_UPS: dict[str, tuple[Answers, Answers]] = {
    "follow_ups": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "follow_up_note_done": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "follow_up_pause": ((LOGIN, 405, 405, 405), (LOGIN, 404, 302, 404)),
    "follow_up": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such meeting, here and below
    "follow_up_draft": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "follow_up_move": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "follow_up_cancel": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "follow_up_done": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "follow_up_undo": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "follow_up_step": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "follow_up_extract": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "follow_up_invitation": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "talks": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "talk": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such talk
    "team_follow_ups": ((LOGIN, 200, 200, 404), (LOGIN, 302, 302, 404)),
    "team_follow_ups_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "follow_up_times": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
}
