"""The access table's rows of the way, the queue and the final papers; what they mean stands in test_table."""

from __future__ import annotations

from typing import Any

LOGIN = "log in"
Answers = tuple[int | str, int | str, int | str, int | str]

WAY: dict[str, tuple[Answers, Answers]] = {
    "final_word": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "final_pdf": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "queue": ((LOGIN, 200, 200, 404), (LOGIN, 302, 302, 404)),
    "final_template": ((LOGIN, 200, 200, 404), (LOGIN, 403, 422, 404)),
    "final_template_preview": ((LOGIN, 405, 405, 405), (LOGIN, 403, 422, 404)),
    "final_template_version": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "queue_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "intake_stop": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "end_intake_stop": ((LOGIN, 405, 405, 405), (LOGIN, 403, 302, 404)),
    "queue_letter": ((LOGIN, 404, 302, 404), (LOGIN, 405, 405, 405)),  # not in the queue
    "flow": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "way_settings": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "way": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "way_undo": ((LOGIN, 405, 405, 405), (LOGIN, 404, 302, 404)),
    "way_coach": ((LOGIN, 405, 405, 405), (LOGIN, 404, 302, 404)),
    "way_return": ((LOGIN, 405, 405, 405), (LOGIN, 404, 422, 404)),
    "way_step": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "way_part": ((LOGIN, 404, 200, 404), (LOGIN, 404, 302, 404)),
    "way_check": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
}


def way_arguments(person_id: int) -> dict[str, dict[str, Any]]:
    person = {"person_id": person_id}
    names = ("way", "way_undo", "way_coach", "way_return", "queue_letter", "final_word", "final_pdf")
    return {
        **dict.fromkeys(names, person),
        "final_template_version": {"version": 0},
        "way_step": {**person, "step": "extend"},
        "way_part": {**person, "step": "exit", "part": 4},
        "way_check": {**person, "step": "exit"},
    }
