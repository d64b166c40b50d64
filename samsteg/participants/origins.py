"""Who wrote a fact, and from what: read along with the fact itself."""

from __future__ import annotations

from typing import TypeVar, cast

from django.db.models import OuterRef, QuerySet, Subquery

from samsteg.accounts.names import name_of
from samsteg.audit.models import Source
from samsteg.core.facts import Fact

F = TypeVar("F", bound=Fact)


def with_origin(facts: QuerySet[F]) -> QuerySet[F]:
    """The facts with `written_by` (a shown name) and `source_file`, `source_kind`; empty or None where not known."""
    source = Source.objects.filter(team_id=OuterRef("team_id"), pk=OuterRef("source_id"))
    told = facts.annotate(
        written_by=name_of("recorded_by_id"),
        source_file=Subquery(source.values("file_name")[:1]),
        source_kind=Subquery(source.values("kind")[:1]),
    )
    return cast("QuerySet[F]", told)  # annotating makes another type of it
