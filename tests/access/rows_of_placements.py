"""The access table's rows of placements and employers; what they mean stands in test_table."""

from __future__ import annotations

import uuid
from typing import Any

LOGIN = "log in"
Answers = tuple[int | str, int | str, int | str, int | str]

PLACEMENTS: dict[str, tuple[Answers, Answers]] = {
    "placements": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "placement_new": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "placement": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),  # no such placement, here and below
    "placement_change": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "placement_hours": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "placement_hours_remove": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "placement_end": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "placement_break_off": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "placement_undo": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "placement_check_in": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "placement_check_in_draft": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "placement_check_in_correct": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "placement_agreement": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "placement_agreement_add": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "placement_agreement_file": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "placement_agreement_remove": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "placement_blank": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "employers": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "employers_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "employer_new": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "employer_name": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),  # no such employer, here and below
    "employer": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "employer_change": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "employer_ask": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "employer_add": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "employer_remove": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "employer_document": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "employer_merge": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "employer_split": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
}
# A representative reads what a consent on work opens; the person here has let the authority know nothing.
AT_WORK_IN_PART: dict[str, tuple[int, int]] = {
    "placements": (404, 405),
    "placement": (404, 405),
}
OF_PERSON = ("placements", "placement_new")
NO_ID = 4_000_000_000


def placement_arguments(person_id: int) -> dict[str, dict[str, Any]]:
    """By the name of the address. There is no such placement and no such employer."""
    person = {"person_id": person_id}
    nothing = {**person, "series": uuid.UUID(int=0)}
    of_employer = {"employer_id": NO_ID}
    return {
        **{name: nothing for name in PLACEMENTS if name.startswith("placement_") or name == "placement"},
        **dict.fromkeys(OF_PERSON, person),
        **dict.fromkeys(
            ("placement_agreement_file", "placement_agreement_remove"), {**nothing, "agreement_id": NO_ID}
        ),
        "placement_check_in_correct": {**nothing, "check_in": uuid.UUID(int=0)},
        **{
            name: of_employer
            for name in PLACEMENTS
            if name.startswith("employer_") and name not in ("employer_new", "employer_name")
        },
        "employer": of_employer,
        "employer_add": {**of_employer, "part": "note"},
        "employer_document": {**of_employer, "document_id": NO_ID},
    }
