"""How much each page asks of the database: a bound for every address of the access table that a team lead can open.

The team has something of everything, so that no question stays unasked. Counted is all that is sent but the beginning
and end of transactions: session, user, roles, the context of row-level security, the read log, and what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch

from tests.access.test_table import MAIN, METHODS, TABLE
from tests.web.full_team import FullTeam, full_team

MOST = 15
# Pages that compare a whole workbook with all that is stored, each kind by a question of its own; and taking such a
# comparison back. Not growing with rows, but above the bound that all others keep.
WHOLE_WORKBOOK = {"preview": 26, "wrong_rows": 26, "workbook": 22, "undo_import": 56}
# Pages of one person that tell who may know what: consents, sources, readers and decisions, each read once.
OF_CONSENTS = {
    "contact": 17,
    "correct_person": 18,
    "correct_stay": 19,
    "notes": 19,
    "participant": 17,
    "participant_protection": 16,
    "person_visits": 19,
    "who_knows": 24,
    "who_knows_pdf": 24,
    "withheld": 16,
}
# A plan is read by source and category: what the reader may know, and its words, steps and scale, each once.
OF_PLANS = {
    "note_new": 17,
    "around": 18,
    "around_new": 17,
    "effort_new": 16,
    "plan": 17,
    "plan_paper": 17,
    "plan_pdf": 17,
    "plan_step_new": 17,
    "plan_text": 16,
}
# Pages of one person's follow-ups: thirteen for whose person it is and that it was read; the meeting and its extract
# gather from the plan, the placements, earlier meetings and consents, each by one question.
OF_FOLLOW_UPS = {
    "follow_ups": 22,
    "follow_up": 34,
    "follow_up_move": 21,
    "follow_up_cancel": 20,
    "follow_up_done": 20,
    "follow_up_extract": 31,
}
# A paper of all that is known of a stay: what the pages of the person, the plan and the follow-ups each ask.
FINAL = {"final_word": 28, "final_pdf": 28}
BOUNDS = {**WHOLE_WORKBOOK, **OF_CONSENTS, **OF_PLANS, **OF_FOLLOW_UPS, **FINAL}
GET, LEAD = METHODS.index("get"), MAIN.index("team_lead")
OPENED = {
    "report_image",
    "undo_import",
    "follow_up",
    "follow_up_move",
    "follow_up_cancel",
    "follow_up_done",
    "follow_up_extract",
}  # 404 in the access table's own team, which has no such thing


@pytest.fixture
def full(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FullTeam:
    monkeypatch.setattr("samsteg.exchange.staging.staging_folder", lambda: tmp_path)
    return full_team()


def asked(full: FullTeam, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert full.lead.get(address).status_code == 200, address
    return [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]


def pages(full: FullTeam) -> Iterator[tuple[str, str]]:
    for name in sorted({name for name, answers in TABLE.items() if answers[GET][LEAD] == 200} | OPENED):
        try:
            yield name, full.address(name)
        except NoReverseMatch:
            raise AssertionError(f"Tell full_team() what the address of {name} is made from.") from None


def test_no_page_asks_more_than_fifteen_things(full: FullTeam) -> None:
    too_many = {}
    for name, address in pages(full):
        full.lead.get(address)  # takes the messages, notes the session, fills what the process keeps
        found = asked(full, address)
        if len(found) > BOUNDS.get(name, MOST):
            too_many[name] = [f"{len(found)} things", *(sql[:120] for sql in found)]
    assert {name: told[0] for name, told in too_many.items()} == {}, too_many
