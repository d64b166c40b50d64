"""The rows of `test_table` that an office outside the teams has."""

from __future__ import annotations

# The controller's officer has these, and nobody else has; the first page sends who has one team straight to it.
OFFICERS: dict[str, tuple[int, int]] = {
    "officer_staff": (200, 422),
    "end_role": (405, 409),  # no such role
    "keep_role": (405, 409),
    "officer_protected": (200, 422),
    "end_naming": (405, 409),  # no such naming
    "officer_rules": (200, 405),
    "officer_rule": (200, 422),
    "officer_consent_text": (200, 422),
    "officer_controller": (404, 404),  # no such decision
    "officer_alarms": (200, 405),
    "emergency_rights": (200, 422),
    "end_emergency_right": (405, 409),  # no such right
    "see_alarm": (405, 404),  # no such alarm
    "officer_log": (200, 405),
    "draw_log_sample": (405, 302),
    "officer_log_search": (200, 422),
    "decide_log_review": (404, 404),  # nothing of that number to look at
    "officer_log_month": (200, 405),
}
# The system administrator's: accounts, and nothing of any team.
ADMINS: dict[str, tuple[int, int]] = {
    "accounts": (200, 200),
    "new_account": (302, 403),  # confirm first
    "one_account": (200, 405),
    "new_link": (405, 403),  # these too
    "close_account": (405, 403),
    "open_account": (405, 403),
    "end_account_sessions": (405, 302),
}
