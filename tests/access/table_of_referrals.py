"""The rows of `test_table` about referrals, the open form and visits, and what their addresses are made from."""

from __future__ import annotations

from typing import Any

LOGIN = "log in"  # sent to the log-in page
Answers = tuple[int | str, int | str, int | str, int | str]  # as in test_table

OF_REFERRALS: dict[str, tuple[Answers, Answers]] = {
    "referrals": ((LOGIN, 200, 200, 404), (LOGIN, 302, 302, 404)),
    "referrals_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "write_referral": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "referral": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "take_referral": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "end_referral": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "referral_readers": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "answer_referral": ((LOGIN, 405, 405, 405), (LOGIN, 409, 409, 404)),  # without its version: stale
    "referral_file": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),  # no such file
    "call_back_done": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),  # nobody wants to be called
    "referral_questions": ((LOGIN, 200, 200, 404), (LOGIN, 403, 422, 404)),
    "referral_blank": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "my_referrals": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "write_my_referral": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "my_referral": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # somebody else's
    "my_referral_blank": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "open_form": ((200, 200, 200, 200), (405, 405, 405, 405)),  # the controller has decided so here
    "open_form_step": ((200, 200, 200, 200), (422, 422, 422, 422)),
    "open_form_save": ((302, 302, 302, 302), (302, 302, 302, 302)),  # nothing is written yet
    "open_form_resume": ((200, 200, 200, 200), (422, 422, 422, 422)),
    "open_form_call": ((200, 200, 200, 200), (422, 422, 422, 422)),
    "open_form_thanks": ((200, 200, 200, 200), (405, 405, 405, 405)),
    "visits": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "visit_list": ((LOGIN, 200, 200, 404), (LOGIN, 302, 302, 404)),
    "visits_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "visit_slots": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "end_visit_slot": ((LOGIN, 405, 405, 405), (LOGIN, 403, 404, 404)),  # no such slot
    "person_visits": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "visit": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such visit
}
# A referrer has the own referrals, and no page of the team.
REFERRERS: dict[str, tuple[int, int]] = {
    "my_referrals": (200, 405),
    "write_my_referral": (200, 422),
    "my_referral_blank": (200, 405),
}


def referral_arguments(referral_id: int, person_id: int) -> dict[str, dict[str, Any]]:
    return {
        "write_referral": {"step": "vem"},
        "write_my_referral": {"step": "vem"},
        "referral_blank": {"edition": "plain"},
        "my_referral_blank": {"edition": "plain"},
        **{
            name: {"referral_id": referral_id}
            for name in (
                "referral",
                "take_referral",
                "end_referral",
                "answer_referral",
                "referral_readers",
                "my_referral",
            )
        },
        "referral_file": {"referral_id": referral_id, "file_id": 4_000_000_000},
        "call_back_done": {"call_id": 4_000_000_000},
        **{
            name: {"edition": "svenska"}
            for name in OF_REFERRALS
            if name.startswith("open_form") and name != "open_form_step"
        },
        "open_form_step": {"edition": "svenska", "step": "vem"},
        "end_visit_slot": {"slot_id": 4_000_000_000},
        "person_visits": {"person_id": person_id},
        "visit": {"person_id": person_id, "visit_id": 4_000_000_000},
    }
