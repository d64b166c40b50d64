"""The paper on who gets what is the table that is asked, and nobody outside gets something of their own."""

from __future__ import annotations

from tests.access.access_paper import PAPER, text
from tests.access.table_of_referrals import REFERRERS
from tests.access.test_table import METHODS, OFFICERS, OUTSIDE, TABLE, expected


def test_the_paper_is_the_table() -> None:
    assert PAPER.read_text() == text(), "tests/access/access_paper.py says how to write it anew"


def test_all_outside_get_the_same() -> None:
    """So the paper may show one column for them; their first pages differ, and a referrer has the own referrals."""
    differing = {
        name
        for name in {**TABLE, **OFFICERS}
        for method in METHODS
        if len({expected(name, role, method) for role in OUTSIDE}) > 1
    }
    assert differing == {"home", *REFERRERS}
