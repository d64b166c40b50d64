"""The access table's rows of groups; what they mean stands in test_table. There is no group here: its pages are 404,
and tests/web/test_groups.py opens them by role.
"""

from __future__ import annotations

import uuid
from typing import Any

LOGIN = "log in"
Answers = tuple[int | str, int | str, int | str, int | str]
NOT_HERE: Answers = (LOGIN, 404, 404, 404)
READ: Answers = (LOGIN, 200, 200, 404)
NO_POST: Answers = (LOGIN, 405, 405, 405)
OF_A_GROUP = (
    "group",
    "group_edit",
    "group_plan",
    "group_session_new",
    "group_put_in",
    "group_attendance",
    "group_attendance_excel",
)
OF_A_SESSION = ("roll_call", "roll_list", "group_session")

GROUPS: dict[str, tuple[Answers, Answers]] = {
    "groups": (READ, NO_POST),
    "groups_excel": (READ, NO_POST),
    "group_new": (READ, (LOGIN, 422, 422, 404)),
    "group_closed_days": (READ, (LOGIN, 200, 200, 404)),  # neither of the page's forms
    **dict.fromkeys(OF_A_GROUP, (NOT_HERE, NOT_HERE)),
    "group_attendance": (NOT_HERE, NO_POST),
    "group_attendance_excel": (NOT_HERE, NO_POST),
    **dict.fromkeys(OF_A_SESSION, (NOT_HERE, NOT_HERE)),
    "roll_list": (NOT_HERE, NO_POST),
    "person_groups": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "person_marks": ((LOGIN, 404, 200, 404), (LOGIN, 404, 302, 404)),
    "person_attendance": ((LOGIN, 404, 200, 404), NO_POST),
    "person_attendance_excel": ((LOGIN, 404, 200, 404), NO_POST),
    "group_leave": (NOT_HERE, NOT_HERE),  # in no group
    "group_term": (NOT_HERE, NOT_HERE),
    "shared_name": (NOT_HERE, NOT_HERE),
}


def group_arguments(person_id: int) -> dict[str, dict[str, Any]]:
    nowhere = uuid.UUID(int=0)
    return {
        **{name: {"group_id": 4_000_000_000} for name in OF_A_GROUP},
        **{name: {"series": nowhere} for name in OF_A_SESSION},
        "person_groups": {"person_id": person_id},
        "person_marks": {"person_id": person_id},
        "person_attendance": {"person_id": person_id},
        "person_attendance_excel": {"person_id": person_id},
        "group_leave": {"person_id": person_id, "series": nowhere},
        "group_term": {"group_id": 4_000_000_000, "term_id": 4_000_000_000},
        "shared_name": {"person_id": person_id, "group_id": 4_000_000_000, "to_team_id": 4_000_000_000},
    }
