"""What the addresses of a person's notes and plan are made from."""

from __future__ import annotations

import uuid
from typing import Any

OF_NOTES = ("notes", "note_new", "notes_search", "note_draft")
OF_A_NOTE = ("note", "note_correction_draft", "note_retract")
OF_A_PLAN = ("plan", "plan_draft", "plan_scale", "around", "around_new", "effort_new")
OF_A_STEP = (
    "around_one",
    "plan_step",
    "plan_step_close",
    "plan_step_again",
    "plan_scale_correct",
    "plan_scale_take_back",
)


def plan_arguments(person_id: int) -> dict[str, dict[str, Any]]:
    """By the name of the address. There is no such note, step or effort."""
    person = {"person_id": person_id}
    effort = {**person, "stay_id": 4_000_000_000, "code": "study_help", "ordinal": 1}
    return {
        **dict.fromkeys((*OF_NOTES, *OF_A_PLAN), person),
        **dict.fromkeys((*OF_A_NOTE, *OF_A_STEP), {**person, "series": uuid.UUID(int=0)}),
        **dict.fromkeys(("effort", "effort_take_back"), effort),
        **dict.fromkeys(("plan_paper", "plan_pdf"), {**person, "edition": "easy"}),
        "plan_text": {**person, "part": "hopes", "source_id": 0},
        "plan_step_new": {**person, "kind": "promise"},
    }
