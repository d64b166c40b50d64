"""What stands in the way when a stay is to become another person's: all that is kept under the first one's data key.

Notes, minutes and plans of the stay are sealed for the person whom they were written about, and were read and consented
to as that person's. They are never moved to somebody else: the correction is refused and says what is in the way
(docs/adr/0015). Found by the models, so that no table is forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Final

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.core.errors import Refused
from samsteg.core.facts import among
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.models import Person

WORDS: Final[Mapping[str, object]] = {
    "participants.Note": gettext_lazy("notes"),
    "participants.ScaleReading": gettext_lazy("readings of the scale"),
    "participants.PlanStep": gettext_lazy("steps of the plan"),
    "participants.Visit": gettext_lazy("visits"),
    "participants.Referral": gettext_lazy("the referral"),
    "participants.OwnWords": gettext_lazy("own words at the exit"),
    "follow_ups.FollowUp": gettext_lazy("follow-ups"),
    "follow_ups.Talk": gettext_lazy("booked talks"),
    "activities.Attendance": gettext_lazy("marks in roll calls"),
}


class StayBound(Refused):
    """A stay can't become another person's, since something is kept of it for the first one."""


@cache
def bound_models() -> tuple[tuple[type[models.Model], str], ...]:
    """Models with a stay that name its person or hold something sealed, with the column of the stay."""
    found = []
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        to_stay = [one for one in fields if one.remote_field and one.related_model is Stay]
        is_bound = any(one.related_model is Person or one.name.endswith("_cipher") for one in fields)
        if to_stay and is_bound and not model.__name__.endswith("HistoryEvent"):
            found += [(model, one.attname) for one in to_stay]
    return tuple(found)


def bound_stays(team: Team, stay_ids: Collection[int] | None = None) -> dict[int, tuple[str, ...]]:
    """By stay (None: of the whole team): what is kept of it for its person. Those with nothing are left out."""
    return {pk: words for (pk, _own_id), words in _bound(team, stay_ids).items()}


def bound_own_ids(team: Team) -> dict[str, str]:
    """By the team's own id: what to say when the stay is to become another person's. For a preview of many."""
    return {own_id: bound_words(words) for (_pk, own_id), words in _bound(team, None).items()}


def _bound(team: Team, stay_ids: Collection[int] | None) -> dict[tuple[int, str], tuple[str, ...]]:
    """By the stay's key and own id. One question of the database, over all tables."""
    if stay_ids is not None and not stay_ids:
        return {}
    parts = []
    for model, column in bound_models():
        rows = model._default_manager.filter(team_id=team.pk, **{f"{column}__isnull": False}).order_by()
        if stay_ids is not None:
            rows = among(rows, column, stay_ids)
        own_id = F(f"{column.removesuffix('_id')}__own_id")
        parts.append(rows.values_list(column, own_id, Value(model._meta.label)).distinct())
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for stay_id, own_id, label in parts[0].union(*parts[1:]):
        words = str(WORDS.get(label, _("other things")))
        if (stay_ids is None or stay_id in stay_ids) and words not in found[stay_id, own_id]:
            found[stay_id, own_id].append(words)
    return {stay: tuple(words) for stay, words in found.items() if words}


def bound_words(words: Iterable[str]) -> str:
    return _(
        "The stay can't become another person's, since this is kept of it: %(what)s. "
        "Leave the stay where it is, and open a new one for the right person."
    ) % {"what": ", ".join(words)}


def require_unbound(team: Team, stay_ids: Collection[int]) -> None:
    """Raises StayBound."""
    for words in bound_stays(team, stay_ids).values():
        raise StayBound(bound_words(words))
