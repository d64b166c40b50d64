"""The access table's rows of the outreach log, and a row of each of its tables."""

from __future__ import annotations

import datetime as dt
import uuid

from samsteg.core.actor import Actor
from samsteg.governance.models import Enquiry, OutreachActivity
from samsteg.organisation.models import Team

LOGIN = "log in"
DAY = dt.date(2025, 3, 1)
Answers = tuple[int | str, int | str, int | str, int | str]
NOTHING = {"series": uuid.UUID(int=0)}

OUTREACH: dict[str, tuple[Answers, Answers]] = {
    "outreach": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "outreach_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "outreach_new": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "outreach_one": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such row, here and below
    "outreach_taken_back": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "outreach_enquiries": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "outreach_enquiry": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "outreach_enquiry_taken_back": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
}
# A representative reads the log, which is about no participant, and writes nothing there.
OUTREACH_IN_PART: dict[str, tuple[int, int]] = {
    "outreach": (200, 405),
    "outreach_one": (404, 403),
    "outreach_enquiries": (200, 403),
}
OF_A_ROW = ("outreach_one", "outreach_taken_back", "outreach_enquiry", "outreach_enquiry_taken_back")
OUTREACH_ARGUMENTS = dict.fromkeys(OF_A_ROW, NOTHING)


def fill_outreach(actor: Actor, team: Team) -> None:
    by = {"team": team, "recorded_by_id": actor.user_id, "on_day": DAY}
    OutreachActivity.objects.create(**by, kind="board", state="held", what="Prov")
    Enquiry.objects.create(**by, enquirer="soc", about="place")
