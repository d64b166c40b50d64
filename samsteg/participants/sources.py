"""Whose information an item is, and whether the team may keep it: for whatever is written about a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samsteg.access.keeping import team_may_keep
from samsteg.access.opened import opened_categories
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Authority, Team


class SourceRefused(Refused):
    """No consent lets the team keep it."""


def require_staff(actor: Actor, team: Team, person_id: int) -> None:
    """Raises NotVisible unless the actor sees the person's own record whole, as one of the team's staff."""
    if None not in opened_categories(actor, team, person_id).whole:
        raise NotVisible


def require_keepable(team: Team, person_id: int, source_id: int | None, category: str) -> None:
    """Raises SourceRefused unless the team may keep the item; the team's own record (None) always."""
    if source_id is None:
        return
    source = Authority.objects.filter(pk=source_id).first()
    if source is None:
        raise SourceRefused(_("Choose whose information it is."))
    if not team_may_keep(team, person_id, source_id, category):
        raise SourceRefused(
            _(
                "No consent in force lets %(authority)s tell the team about this. Nothing is saved. "
                "Ask for a consent first, or choose another kind of information."
            )
            % {"authority": source.name}
        )
