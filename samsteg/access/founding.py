"""New teams and authorities: by a system administrator, who sees nothing of what the team then does."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.accounts.services import require_admin
from samsteg.core.actor import Actor
from samsteg.core.context import acting, set_context
from samsteg.core.errors import Refused
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Association, Authority, Team
from samsteg.organisation.services import TeamFacts, is_association, name_controller, save_team, slug_for


@transaction.atomic
def found_authority(
    *, actor: Actor, name: str, kind: AuthorityKind, municipality_code: str = ""
) -> Authority:
    """Raises PermissionRefused; Refused for a name that is taken, or an association's."""
    require_admin(actor)
    if is_association(name):
        raise Refused(_("A coordination association isn't an authority that may hold participants' data."))
    if Authority.objects.filter(name__iexact=name.strip()).exists() or not name.strip():
        raise Refused(_("There is an authority of that name already."))
    return Authority.objects.create(name=name.strip(), kind=kind, municipality_code=municipality_code)


@transaction.atomic
def found_team(*, actor: Actor, facts: TeamFacts, controller: Authority) -> Team:
    """A team in practice mode: its controller's officer writes the decision that ends it.

    Leaves no context behind. Raises PermissionRefused; Refused for a name that is taken.
    """
    require_admin(actor)
    if Team.objects.filter(slug=slug_for(facts.name)).exists():
        raise Refused(_("There is a team of that name already."))
    team = save_team(facts)
    set_context(None)
    with acting(Actor(user_id=actor.user_id, username=actor.username, roles={team.pk: frozenset()})):
        name_controller(team, controller.name)
    return team


def association_called(name: str) -> str | None:
    """The name as it is stored, if the association is known; else as given. None for nothing."""
    known = Association.objects.filter(name__iexact=name.strip()).first()
    return (known.name if known else name.strip()) or None
