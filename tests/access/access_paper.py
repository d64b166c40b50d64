"""Writes docs/security/access-table.md from the table that the tests ask every address by.

python -m tests.access.access_paper
"""

from __future__ import annotations

from pathlib import Path

from tests.access.test_table import ADMINS, METHODS, OFFICERS, OUTSIDE, TABLE, expected

HEAD = """# Who gets what at which address

Written by `tests/access/access_paper.py` from `tests/access/test_table.py`, which asks every address as every role with
both methods: change the table there. What consents open to a representative is asked in
`tests/web/test_representative_pages.py` and `tests/access/test_opened.py`, whom a coach or lead sees in
`tests/access/test_visibility.py`.

Answers are HTTP status codes: 200 a page, 302 or 303 on to another, 403 beyond the role, 404 as if it did not exist,
405 not by this method, 409 nothing left to change, 422 nothing was typed. "Outside" are the steering group of the team
and of its association, the association's office, another controller's officer and a coach whose role has ended: they
all get the same. A system administrator gets it too, but for the pages of accounts.

| address | method | logged out | coach | lead | other lead | representative | referrer | officer | admin | outside |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
PAPER = Path(__file__).parents[2] / "docs" / "security" / "access-table.md"


def text() -> str:
    columns = (
        "anonymous",
        "coach",
        "team_lead",
        "stranger",
        "representative",
        "referrer",
        "officer",
        "system_admin",
        OUTSIDE[0],
    )
    lines = [
        f"| `{name}` | {method.upper()} | "
        + " | ".join(str(expected(name, role, method)) for role in columns)
        + " |"
        for name in sorted({**TABLE, **OFFICERS, **ADMINS})
        for method in METHODS
    ]
    return HEAD + "\n".join(lines) + "\n"


def write() -> None:
    PAPER.write_text(text())
