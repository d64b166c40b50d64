"""Rows of the access table: the pages of a participant's name and contact data."""

from __future__ import annotations

from tests.access.rows_of_way import LOGIN, Answers

CONTACT: dict[str, tuple[Answers, Answers]] = {
    "contact": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "contact_shown": ((LOGIN, 405, 405, 405), (LOGIN, 404, 200, 404)),
    "contact_edit": ((LOGIN, 405, 405, 405), (LOGIN, 404, 200, 404)),
    "contact_let_go": ((LOGIN, 404, 404, 404), (LOGIN, 404, 302, 404)),  # nothing was said before
}
