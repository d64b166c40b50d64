"""What has been corrected on the way, as the page of the way tells it: what it said before, when and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.accounts.names import names_of
from samsteg.core.facts import Fact
from samsteg.participants.enums import EventKind
from samsteg.participants.models import Stay, StayEvent
from samsteg.participants.way.corrected import OF_SITUATION, Correction, changed_fields, corrections_of
from samsteg.participants.way.models import (
    OwnWords,
    PlannedEnd,
    QueuePause,
    QueuePriority,
    Situation,
    Trial,
)
from samsteg.web.participants import words
from samsteg.web.participants.corrections.decided_facts import (
    ending_words,
    pause_words,
    priority_words,
    trial_words,
)
from samsteg.web.participants.facts import event_words
from samsteg.web.way.said import situation_words


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """`before` is empty for what isn't told here."""

    label: str
    before: str
    is_gone: bool
    when: str
    by: str


def correction_views(stay: Stay) -> tuple[CorrectionView, ...]:
    """Newest first. The caller has seen that the stay is the actor's to see whole."""
    found = corrections_of(stay)
    names = names_of(one.by_id for one in found) if found else {}
    return tuple(view for one in found for view in _views(one, names))


def _views(one: Correction, names: Mapping[int, str]) -> Iterator[CorrectionView]:
    when, by = words.moment(one.at), names.get(one.by_id or 0, "")
    for label, before in _told(one.before, one.after):
        yield CorrectionView(label, before, one.after is None, when, by)


def _told(before: Fact, after: Fact | None) -> Iterable[tuple[str, str]]:
    """What it is, and what it said before. The own words stand on the page where they are corrected."""
    match before:
        case StayEvent():
            return [(str(EventKind(before.kind).label), event_words(before))]
        case Situation():
            names = OF_SITUATION if after is None else changed_fields(before, after)
            return [row for row in situation_words(before, names) if row[1]]
        case Trial():
            return [(_("Trial period"), trial_words(before))]
        case PlannedEnd():
            return [
                (_("Planned end, decided %(day)s") % {"day": before.decided_on}, ending_words(before)),
            ]
        case QueuePause():
            return [(_("Pause in the queue"), pause_words(before))]
        case QueuePriority():
            return [(_("Priority in the queue"), priority_words(before))]
        case OwnWords():
            return [(_("In the participant's own words"), "")]
    return []
