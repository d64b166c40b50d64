"""The access table's rows of team meetings and hand-overs; what they mean stands in test_table."""

from __future__ import annotations

from typing import Any

LOGIN = "log in"
Answers = tuple[int | str, int | str, int | str, int | str]
NO_SUCH = 4_000_000_000

MEETINGS: dict[str, tuple[Answers, Answers]] = {
    "meetings": ((LOGIN, 200, 200, 404), (LOGIN, 302, 302, 404)),
    "meeting": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),  # no such meeting, here and below
    "meeting_join": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "meeting_guest": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "meeting_leave": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "meeting_end": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "meeting_reopen": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "meeting_walk": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "meeting_person": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "hand_over": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such coach
    "hand_over_pdf": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "hand_over_word": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
}
# A representative may be in the room, and leads no meeting.
AT_MEETINGS_IN_PART: dict[str, tuple[int, int]] = {
    "meetings": (200, 403),
    "meeting": (404, 405),
    "meeting_walk": (404, 405),
    "meeting_person": (404, 404),
}


def meeting_arguments(person_id: int) -> dict[str, dict[str, Any]]:
    below = {"meeting_leave": {"presence_id": NO_SUCH}, "meeting_person": {"person_id": person_id}}
    return {
        **{
            name: {"meeting_id": NO_SUCH, **below.get(name, {})}
            for name in MEETINGS
            if name.startswith("meeting_") or name == "meeting"
        },
        **{name: {"coach_id": NO_SUCH} for name in MEETINGS if name.startswith("hand_over")},
    }
