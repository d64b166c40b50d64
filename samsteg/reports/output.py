"""From a document to a file: the right renderer for the format, and a name without personal data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, cast

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.reports.document import Document
from samsteg.reports.render import render_docx, render_html, render_pdf
from samsteg.statistics.values import Period

Format = Literal["docx", "pdf", "html"]


class UnknownFormat(Refused):
    """Reports are written as docx, pdf or html only."""


def _html(document: Document) -> bytes:
    return render_html(document).encode("utf-8")


RENDERERS: Final[Mapping[Format, Callable[[Document], bytes]]] = {
    "docx": render_docx,
    "pdf": render_pdf,
    "html": _html,
}


def render(document: Document, fmt: Format) -> bytes:
    """The same document gives the same bytes. Raises EditionNotReady for the protected edition."""
    return RENDERERS[fmt](document)


def format_of(text: str) -> Format:
    """From "docx", ".PDF" or a file's ending. Raises UnknownFormat."""
    name = text.strip().lower().rpartition(".")[2]
    if name not in RENDERERS:
        raise UnknownFormat(
            _("A report can't be written as “%(name)s”. Choose docx, pdf or html.") % {"name": name}
        )
    return cast(Format, name)  # a key of RENDERERS is one


def file_name(team: Team, period: Period, fmt: Format) -> str:
    """`rapport-<slug>-<from>-<to>.<format>`."""
    return f"rapport-{team.slug}-{period.first.isoformat()}-{period.last.isoformat()}.{fmt}"
