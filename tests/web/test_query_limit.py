"""How much each page asks of the database: a bound for every address of the access table that a team lead can open.

The team has something of everything, so that no question stays unasked. Counted is all that is sent but the beginning
and end of transactions: session, user, roles, the context of row-level security, the read log, and what is shown.
Questions that are kept and sent as prepared statements (docs/adr/0021) are counted too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch

from tests.access.rows_of_groups import OF_A_GROUP, OF_A_SESSION
from tests.access.test_table import MAIN, METHODS, TABLE
from tests.web.full_team import OF_PLACEMENT, FullTeam, full_team

MOST = 15
# Pages that compare a whole workbook with all that is stored, each kind by a question of its own; and taking such a
# comparison back. Not growing with rows, but above the bound that all others keep.
WHOLE_WORKBOOK = {"preview": 28, "wrong_rows": 28, "workbook": 30, "undo_import": 78}
# The frame of a person's page costs eight: session, user, who acts (three), the team, the person with all that the
# head tells and what may be read, the log. These are what the pages ask beside it.
FRAME = 8
OF_PERSONS = {
    "around": 3,
    "around_new": 3,
    "consent": 3,
    "consents": 5,
    "contact": 4,
    "correct_person": 4,
    "correct_stay": 6,
    "correct_decided": 20,  # each kind of what is decided: what holds, its version, and every version with its origin
    "disclosure": 2,
    "effort_new": 1,
    "end_consent": 3,
    "follow_up_note_done": 0,
    "give_consent": 1,
    "note_new": 3,
    "notes": 5,
    "participant": 3,
    "participant_protection": 2,
    "person_visits": 10,  # with what stands in the way of a time: who is away (3), closed days, intake stops
    "plan": 3,
    "plan_paper": 3,
    "plan_pdf": 3,
    "plan_scale": 1,
    "plan_step_new": 2,
    "plan_text": 3,
    "way": 5,  # with whether anything has been corrected
    "way_check": 1,
    "way_part": 1,
    "way_step": 1,
    "withheld": 2,
    # what may be known by whom: consents, sources, readers, referrals and decisions, each read once
    "who_knows": 12,
    "who_knows_pdf": 12,
    "show_who_knows": 12,
    "show_plan": 3,
    "own_access": 4,
    # the meeting and its extract gather from the plan, placements with ladders and talks, earlier meetings, consents
    "follow_ups": 8,
    "follow_up": 25,
    "follow_up_move": 7,
    "follow_up_cancel": 5,
    "follow_up_done": 5,
    "follow_up_extract": 22,
    # who may have a talk, who is responsible, the talks, and the names in them
    "talks": 4,
    "talk": 4,
    # all that is known of a stay: what the pages of the person, the plan and the follow-ups each ask, and the template
    "final_word": 21,
    "final_pdf": 21,
}
# Put together of what each app keeps: meetings, visits, free times, groups, the team's own, who is in, what is due. The
# calendar and Idag ask nearly all of it together (docs/adr/0028).
# A group: its people, sessions, leaders, partners and series. A roll call: who is in the group, who is marked, by whom.
OF_CALENDAR = {
    "visits": 18,
    "calendar": 9,
    "week_sheet": 19,
    "today": 10,
    "group": 21,
    "roll_call": 16,
}
# An employer: its names, contacts, notes, documents, outreach, who was there and is. A placement: the ladder, the
# check-ins and their texts, and the employer beside them.
OF_WORK = {
    "employer": 16,
    "employer_merge": 16,
    "placement": 16,
    "placement_change": 19,
    "placement_check_in": 18,  # and whom to call there, by any of its names
    "placement_check_in_correct": 16,
}
# A meeting asks what all in the room may see; a hand-over gathers from the plan, follow-ups, visits and those around.
OF_MEETINGS = {
    "meeting": 22,
    "meeting_person": 32,  # with what is booked next, of whatever kind
    "hand_over": 25,
    "hand_over_pdf": 24,
    "hand_over_word": 24,
}
BOUNDS = {
    **WHOLE_WORKBOOK,
    **OF_CALENDAR,
    **OF_WORK,
    **OF_MEETINGS,
    **{name: FRAME + more for name, more in OF_PERSONS.items()},
}
GET, LEAD = METHODS.index("get"), MAIN.index("team_lead")
OPENED = {
    "outreach_one",
    "outreach_enquiry",
    "calendar_event",
    "meeting",
    "meeting_person",
    "hand_over",
    "hand_over_pdf",
    "hand_over_word",
    "report_image",
    "undo_import",
    "talk",
    "follow_up",
    "follow_up_move",
    "follow_up_cancel",
    "follow_up_done",
    "follow_up_extract",
    *OF_A_GROUP,
    *OF_A_SESSION,
    "group_leave",
    "group_term",
    "shared_name",
    *OF_PLACEMENT,
    "placement_check_in_correct",
    "employer",
    "employer_change",
    "employer_merge",
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
        if len(found) > BOUNDS.get(name, MOST):  # the session is noted once a minute: perhaps just now
            found = asked(full, address)
        if len(found) > BOUNDS.get(name, MOST):
            too_many[name] = [f"{len(found)} things", *(sql[:120] for sql in found)]
    assert {name: told[0] for name, told in too_many.items()} == {}, too_many
