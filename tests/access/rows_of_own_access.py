"""The access table's rows of the own page, personal links and what is shown; what they mean stands in test_table."""

from __future__ import annotations

from typing import Any

LOGIN = "log in"
Answers = tuple[int | str, int | str, int | str, int | str]

OWN_ACCESS: dict[str, tuple[Answers, Answers]] = {
    # For participants, who are no users: nobody here is one, and no controller has decided on own pages.
    "own_home": ((302, 302, 302, 302), (405, 405, 405, 405)),
    "own_page": ((404, 404, 404, 404), (405, 405, 405, 405)),
    "own_plan": ((302, 302, 302, 302), (405, 405, 405, 405)),
    "own_who_knows": ((302, 302, 302, 302), (405, 405, 405, 405)),
    "own_write": ((302, 302, 302, 302), (302, 302, 302, 302)),
    "own_consent_blank": ((302, 302, 302, 302), (405, 405, 405, 405)),
    "own_choose": ((405, 405, 405, 405), (302, 302, 302, 302)),
    "own_practice": ((405, 405, 405, 405), (404, 404, 404, 404)),  # in development alone
    "own_sign_out": ((405, 405, 405, 405), (302, 302, 302, 302)),
    # For whoever holds a link: nobody does.
    "own_link": ((200, 200, 200, 200), (404, 404, 404, 404)),
    "own_link_write": ((404, 404, 404, 404), (404, 404, 404, 404)),
    "own_link_thanks": ((200, 200, 200, 200), (405, 405, 405, 405)),
    # The staff's.
    "own_access": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "own_link_make": ((LOGIN, 405, 405, 405), (LOGIN, 404, 422, 404)),
    "own_link_revoke": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),  # no such link
    "own_message_done": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),  # nothing was sent
    "blanks": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),  # they name nobody
    "blank": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "show_plan": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "show_who_knows": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
}
# Answered alike whoever asks, a representative too.
OF_ANYBODY = frozenset(name for name, (read, sent) in OWN_ACCESS.items() if LOGIN not in (read[0], sent[0]))
REPRESENTED: dict[str, tuple[int, int]] = {"show_plan": (404, 405), "blanks": (200, 405), "blank": (200, 405)}


def own_arguments(person_id: int) -> dict[str, dict[str, Any]]:
    person = {"person_id": person_id}
    return {
        **{name: {"edition": "english"} for name in OF_ANYBODY - {"own_home"}},
        "own_write": {"edition": "english", "what": "infor-motet"},
        **dict.fromkeys(("own_access", "own_link_make", "show_who_knows"), person),
        "own_link_revoke": {**person, "link_id": 4_000_000_000},
        "own_message_done": {**person, "message_id": 4_000_000_000},
        "blank": {"key": "plan", "edition": "easy"},
        "show_plan": {**person, "edition": "easy"},
    }
