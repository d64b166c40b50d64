"""What the services of groups say no with."""

from __future__ import annotations

from samsteg.core.errors import Refused


class GroupRefused(Refused):
    """`field` names what to mend, as in the records; empty for the whole."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NeedsTick(GroupRefused):
    """Allowed, once it has been told and ticked. `field` is the name of the tick."""


class StaleGroup(Refused):
    """Somebody else has changed the group, or the occasion, in between."""
