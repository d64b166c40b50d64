"""The template that is being edited: the shipped one it stands on, the team's changes, and both as a whole."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.reports.models import ReportImage
from samsteg.reports.shape import Shape, shape_of, template_of
from samsteg.reports.template import Template
from samsteg.reports.template_data import merged, shipped_data, template_names
from samsteg.reports.template_faults import BASE, template_faults, without_base
from samsteg.reports.template_selectors import (
    FIRST_CHOICE,
    images_named,
)

Changes = dict[str, Any]


@dataclass(frozen=True)
class Working:
    """`version` is the draft's, 0 when there is none; `changes` name the shipped template they stand on."""

    team: Team
    version: int
    changes: Changes
    shape: Shape
    saved_at: dt.datetime | None = None

    @property
    def base(self) -> str:
        return str(self.changes.get(BASE, FIRST_CHOICE))

    @cached_property
    def whole(self) -> dict[str, Any]:
        """A copy, so that nobody's hand slips into the shipped data."""
        return copy.deepcopy(merged(shipped_data(self.base), without_base(self.changes)))

    @cached_property
    def faults(self) -> tuple[str, ...]:
        settings = self.shape.settings.at(timezone.localdate())
        return template_faults(self.changes, settings, frozenset(self.images))

    @cached_property
    def images(self) -> Mapping[str, ReportImage]:
        return images_named(self.team, self.changes)

    def template(self) -> Template | None:
        """None when it is too faulty to be looked at."""
        if self.faults:
            return None
        return template_of({BASE: self.base, **self.changes})

    def with_changes(self, changes: Mapping[str, Any]) -> Working:
        changed = {**self.changes, **changes}
        return Working(self.team, self.version, changed, self.shape, self.saved_at)


def title_of(changes: Mapping[str, Any]) -> str:
    """What the shape is called: the shipped one's title, and that the team has changed it."""
    base = str(changes.get(BASE, FIRST_CHOICE))
    title = str(shipped_data(base).get("title", base)) if base in template_names() else base
    return _("%(shape)s with the team's changes") % {"shape": title} if without_base(changes) else title


def working_on(actor: Actor, team: Team) -> Working:
    """The draft, or what holds today when nobody has begun one. Raises PermissionRefused."""
    require(actor, "team.settings", team)
    shape = shape_of(team)
    draft = shape.draft
    if draft is None:
        return Working(team, 0, shape.data_at(timezone.localdate()), shape)
    try:
        shipped_data(str(draft.data[BASE]))
    except Refused:
        raise Http404 from None  # a shipped template that no longer is
    return Working(team, draft.version, draft.data, shape, draft.saved_at)
