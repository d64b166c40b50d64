"""What an edition allows and how it is marked, the same in every format."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.reports.document import Document, Edition
from samsteg.reports.render.labels import LABELS


class EditionNotReady(Refused):
    """The asked-for edition can't be made yet; nothing was written."""


def require_ready(document: Document) -> None:
    """Raise `EditionNotReady` unless the edition's rules are built; it is never imitated by leaving out a mark."""
    if document.edition is Edition.PROTECTED:
        raise EditionNotReady(
            _(
                "The protected edition can't be made yet. Nothing was written. Use the work edition within the team."
            )
        )


def marks(document: Document) -> tuple[str, ...]:
    """The warnings that stand on every page. A handout is the person's own, and is no working copy."""
    work = (LABELS.work_mark,) if document.edition is Edition.WORK else ()
    practice = (LABELS.practice_mark,) if document.cover.practice else ()
    return (*work, *practice)
