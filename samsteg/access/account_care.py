"""What system administrators do with accounts: invite, start anew, close, open, end sessions.

Whoever holds a new link to an account can become its owner, with all its roles. So each such act on an account that has
a role is told to the officers of its teams, who learn it before anything can be read by it.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.selectors import actor_for
from samsteg.accounts import invitations, services
from samsteg.accounts.models import User
from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import AlarmKind
from samsteg.core.actor import Actor
from samsteg.core.context import own_rows_of
from samsteg.core.errors import Refused

MACHINE = Actor(user_id=0, username="")  # whoever runs the machine, without a user
LINKED, CLOSED, OPENED = "account_linked", "account_closed", "account_opened"  # reasons of the alarm


@transaction.atomic
def invite_new(
    *, actor: Actor | None, username: str, first_name: str = "", last_name: str = ""
) -> tuple[User, str]:
    """A new account and the secret of its link. Raises as `invite`, and Refused for a name that is taken."""
    services.require_admin(actor)
    if User.objects.filter(username=username.strip().lower()).exists():
        raise Refused(
            _("There is an account of that name already. Choose another name, or make a new link to it.")
        )
    return invitations.invite(actor=actor, username=username, first_name=first_name, last_name=last_name)


@transaction.atomic
def invite(
    *, actor: Actor | None, username: str, first_name: str = "", last_name: str = ""
) -> tuple[User, str]:
    """As `accounts.invitations.invite`, told to the officers. Raises Refused for one's own account too."""
    user, secret = invitations.invite(
        actor=actor, username=username, first_name=first_name, last_name=last_name
    )
    if actor is not None and user.pk == actor.user_id:
        raise Refused(_("Change your own ways to log in under My account."))
    _tell(actor, user, LINKED)
    return user, secret


@transaction.atomic
def close_account(*, actor: Actor | None, user: User) -> int:
    """As `accounts.services.disable_user`, told to the officers."""
    ended = services.disable_user(actor=actor, user=user)
    _tell(actor, user, CLOSED)
    return ended


@transaction.atomic
def open_account(*, actor: Actor | None, user: User) -> None:
    """As `accounts.services.enable_user`, told to the officers."""
    services.enable_user(actor=actor, user=user)
    _tell(actor, user, OPENED)


@transaction.atomic
def end_sessions(*, actor: Actor | None, user: User) -> int:
    """Returns how many. Raises PermissionRefused for all but system administrators."""
    services.require_admin(actor)
    return services.end_all_sessions(user=user, reason="by_admin")


def _tell(actor: Actor | None, user: User, what: str) -> None:
    with own_rows_of(user.pk):
        held = actor_for(user)
    for team_id in sorted({*held.roles, *held.outer_roles, *held.governed_ids}):
        raise_alarm(
            actor=actor or MACHINE,
            team_id=team_id,
            kind=AlarmKind.ACCOUNT_CHANGED,
            subject_id=user.pk,
            reason=what,
        )
