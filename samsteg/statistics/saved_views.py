"""Views of the statistics room that a user keeps: a name for an address. Each user's own, in each team apart."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.statistics.models import SavedView

KEYS = ("from", "to", "period", "base", "by", "compare", "known", "part")
MOST_VIEWS = 20
LONGEST_NAME = 80
LONGEST_VALUE = 40
VIEW_LOCK = 7_003_124  # first key of the advisory locks on a user's list


def saved_views(actor: Actor, team: Team) -> tuple[SavedView, ...]:
    """The actor's own, by name. Raises PermissionRefused."""
    require(actor, "figures.view", team)
    return tuple(_views_of(team, actor.user_id))


@KeptRows
def _views_of(team: Team, user_id: int) -> QuerySet[SavedView, SavedView]:
    found = SavedView.objects.filter(team_id=team.pk, user_id=user_id, ended_at__isnull=True)
    return found.order_by("name")


@transaction.atomic
def save_view(*, actor: Actor, team: Team, name: str, query: str) -> SavedView:
    """Keeps the address under the name; a view that already has the name gets the new address.

    Only the choices of the room are kept of the address. Raises Refused for a name that can't be, or when the list is
    full; PermissionRefused.
    """
    require(actor, "figures.view", team)
    name = _checked_name(name)
    with connection.cursor() as cursor:  # two windows that save at once
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [VIEW_LOCK, actor.user_id % 2**31])
    kept = kept_query(query)
    own = SavedView.objects.filter(team_id=team.pk, user_id=actor.user_id, ended_at__isnull=True)
    view = own.filter(name=name).first()
    if view is None and own.count() >= MOST_VIEWS:
        raise Refused(
            _("You have %(count)d saved views already. Take one away first.") % {"count": MOST_VIEWS}
        )
    view = view or SavedView(team=team, user_id=actor.user_id, name=name)
    view.query = kept
    view.save()
    return view


def end_view(*, actor: Actor, team: Team, view_id: int) -> SavedView:
    """Takes one of the actor's own away. Raises NotVisible for what isn't there, PermissionRefused."""
    require(actor, "figures.view", team)
    view = _own(actor, team, view_id)
    if view.ended_at is None:
        view.ended_at = timezone.now()
        view.save()
    return view


@transaction.atomic
def bring_back_view(*, actor: Actor, team: Team, view_id: int) -> SavedView:
    """Undoes `end_view`. Where the name has been used again meanwhile, that view stands: Refused.

    Raises NotVisible as above, PermissionRefused.
    """
    require(actor, "figures.view", team)
    view = _own(actor, team, view_id)
    taken = SavedView.objects.filter(
        team_id=team.pk, user_id=actor.user_id, name=view.name, ended_at__isnull=True
    ).exclude(pk=view.pk)
    if taken.exists():
        raise Refused(_("You have a new view with the name “%(name)s”.") % {"name": view.name})
    view.ended_at = None
    view.save()
    return view


def kept_query(query: str) -> str:
    """The room's own choices of an address, in a fixed order; everything else falls away."""
    try:
        given = dict(parse_qsl(query, max_num_fields=20))
    except ValueError:
        given = {}
    return urlencode({key: given[key][:LONGEST_VALUE] for key in KEYS if given.get(key)})


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(
            _("Give the view a name of at most %(count)d characters, such as “Half-years”.")
            % {"count": LONGEST_NAME}
        )
    return name


def _own(actor: Actor, team: Team, view_id: int) -> SavedView:
    view = SavedView.objects.filter(team_id=team.pk, user_id=actor.user_id, pk=view_id).first()
    if view is None:
        raise NotVisible
    return view
