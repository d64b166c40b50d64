"""A form that is sent twice makes one thing: it carries the name that its thing is to have.

The caller compares what is sent with what is there.
"""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.db import models

from samsteg.core.actor import Actor
from samsteg.core.facts import Fact, learning_moment
from samsteg.organisation.models import Team

F = TypeVar("F", bound=Fact)


def sent_before(
    rows: models.QuerySet[F], *, team: Team, person_id: int, actor: Actor, once: uuid.UUID | None
) -> F | None:
    """What the actor's form has made already; None for the first time. Two at once come one after the other."""
    if once is None:
        return None
    learning_moment(team.pk)
    made = rows.filter(team=team, person_id=person_id, series=once, recorded_by_id=actor.user_id)
    return made.order_by("-version").first()


def new_series(made: Fact | None, once: uuid.UUID | None) -> uuid.UUID:
    """The name of a new thing. What somebody writes over a form that has been sent is another thing, not a lost one."""
    return uuid.uuid4() if once is None or made is not None else once
