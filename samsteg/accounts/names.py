"""What users are called, within a question about something else."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from samsteg.accounts.models import User


def name_of(user_id: str) -> Coalesce:
    """The shown name of the user whose id stands in the column; empty when there is none. Equals `User.shown_name`."""
    whole = Trim(Concat("first_name", Value(" "), "last_name"))
    shown = Coalesce(NullIf(whole, Value("")), F("username"), output_field=CharField())
    user = User.objects.filter(pk=OuterRef(user_id))
    return Coalesce(Subquery(user.values(shown=shown)[:1]), Value(""), output_field=CharField())


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The shown names of users."""
    wanted = {one for one in user_ids if one is not None}
    return {user.pk: user.shown_name for user in User.objects.filter(pk__in=wanted)}
