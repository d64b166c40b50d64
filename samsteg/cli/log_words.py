"""What is wrong with the read log, in words; and telling the officers of every team."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from samsteg.audit.alarms import raise_alarm
from samsteg.audit.chain import Fault, Finding
from samsteg.audit.enums import AlarmKind
from samsteg.audit.heads import head_line
from samsteg.audit.sealing import seal
from samsteg.audit.verifying import Verified, verify
from samsteg.core.actor import Actor
from samsteg.core.errors import SamstegError
from samsteg.organisation.models import Team

PROGRAM = Actor(user_id=0, username="")  # nobody's act


def seal_and_verify() -> tuple[list[str], list[str]]:
    """The night's work on the log, as the owner: what was found, and what is wrong. A refusal is told, not raised."""
    try:
        sealed = seal()
        found = verify()
    except SamstegError as refusal:
        return [], [str(refusal)]
    if found.findings:
        tell_officers(found.findings)
    said = [head_line(sealed.newest)] if sealed.newest else []
    return [*found.restored, count_words(found), *said], [finding_words(one) for one in found.findings]


def count_words(found: Verified) -> str:
    return _("Read log: %(rows)d rows in %(segments)d sealed segments, %(unsealed)d rows not yet sealed.") % {
        "rows": found.row_count,
        "segments": found.segment_count,
        "unsealed": found.unsealed_count,
    }


def finding_words(finding: Finding) -> str:
    """Ids and times, never a name: whoever runs the command has no right to a person."""
    words = {
        Fault.ROW_CHANGED: _(
            "Row %(row)s (%(at)s) has been changed after it was sealed in segment %(segment)s."
        ),
        Fault.ROW_REMOVED: _("Row %(row)s has been removed from segment %(segment)s."),
        Fault.ROW_ADDED: _("Row %(row)s (%(at)s) has been added to segment %(segment)s after it was sealed."),
        Fault.ROW_MISDATED: _("Row %(row)s (%(at)s) bears another time than that of segment %(segment)s."),
        Fault.SEGMENT_CHANGED: _(
            "Segment %(segment)s has been changed, or doesn't follow the one before it."
        ),
        Fault.SEGMENT_MISSING: _("Segment %(segment)s has been removed."),
        Fault.HEAD_DIFFERS: _(
            "Segment %(segment)s is another than the one in the file with the log's heads."
        ),
        Fault.HEAD_MISSING: _("Segment %(segment)s is missing in the file with the log's heads."),
        Fault.HEAD_UNREADABLE: _("Line %(row)s in the file with the log's heads can't be understood."),
        Fault.TAIL_DROPPED: _(
            "Segment %(segment)s stands in the file with the log's heads, and not in the database."
        ),
        Fault.NOT_SEALED: _("Rows older than two days are not sealed. Check that “samsteg daily” is run."),
    }
    at = f"{finding.row.at:%Y-%m-%d %H:%M:%S} UTC" if finding.row else ""
    return words[finding.fault] % {"row": finding.row_id, "segment": finding.segment, "at": at}


def tell_officers(findings: Sequence[Finding]) -> None:
    """An alarm in every team, once for the same findings: the log is one for all."""
    said = [f"{one.fault} {one.segment} {one.row_id}" for one in findings]
    once = hashlib.sha256("\n".join(said).encode()).hexdigest()
    for team_id in Team.objects.order_by("pk").values_list("pk", flat=True):
        raise_alarm(
            actor=PROGRAM,
            team_id=team_id,
            kind=AlarmKind.LOG_BROKEN,
            reason=finding_words(findings[0]),
            once=once,
        )
