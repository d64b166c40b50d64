"""The first migration of an empty database, without rendering the same models again and again.

At each step of each migration Django renders a model's whole neighbourhood anew, in case a data migration moves
objects between its models. An empty database has no objects: rendering the model alone is enough and takes a tenth of
the time (3 seconds of the processor for 44). An existing database is migrated as Django does it. A test compares the
tables, functions, triggers and rights of both ways, statement by statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

CHOICE = "_find_reload_model"  # Django's own choice of the models to render again


@contextmanager
def rendering_less(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Until the end, a changed model is rendered alone. Does nothing when a migration has been applied already."""
    if MigrationRecorder(connection).applied_migrations():
        yield
        return
    neighbourhood = getattr(ProjectState, CHOICE)
    setattr(ProjectState, CHOICE, _alone)
    try:
        yield
    finally:
        setattr(ProjectState, CHOICE, neighbourhood)


def _alone(_self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    return {(app_label, model_name)}
