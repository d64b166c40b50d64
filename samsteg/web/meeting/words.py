"""Team meetings in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.enums import Role
from samsteg.organisation.selectors import authority_names
from samsteg.participants.meetings.enums import Errand, MeetingOutcome
from samsteg.participants.meetings.records import Present
from samsteg.today.next_meeting import MeetingKind

HEADINGS: Mapping[Errand, object] = {
    Errand.NEW: gettext_lazy("New, to be allocated"),
    Errand.WAITING: gettext_lazy("Wait for a start"),
    Errand.CURRENT: gettext_lazy("With us now"),
    Errand.OTHER: gettext_lazy("To talk about"),
}
MEETINGS: Mapping[MeetingKind, object] = {
    MeetingKind.FOLLOW_UP: gettext_lazy("Follow-up"),
    MeetingKind.TALK: gettext_lazy("Talk"),
    MeetingKind.VISIT: gettext_lazy("Visit"),
    MeetingKind.GROUP: gettext_lazy("Group"),
}
OUTCOME_TAGS: Mapping[MeetingOutcome, str] = {
    MeetingOutcome.COACH: "ok",
    MeetingOutcome.DECIDED: "ok",
    MeetingOutcome.LATER: "brand",
}


def about(present: Iterable[Present]) -> dict[int, str]:
    """By row: as what somebody is there, and how."""
    rows = [one.row for one in present]
    names = authority_names(pk for row in rows for pk in row.authority_ids)
    found = {}
    for row in rows:
        said = [_("Guest"), row.guest_organisation] if row.user_id is None else [_role(row.role)]
        said += [names[pk] for pk in row.authority_ids if pk in names]
        said += [_("digitally")] if row.is_digital else []
        found[row.pk] = ", ".join(part for part in said if part)
    return found


def _role(code: str) -> str:
    return str(Role(code).label) if code in Role.values else ""
