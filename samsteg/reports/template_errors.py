"""What can be wrong with a template, in words for the one who edits it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused


class TemplateFault(ValueError):
    """One fault; the message names the place and what to do."""


class UnknownTemplate(Refused):
    """No template of that name ships with the program."""


class TemplateRefused(Refused):
    """The template can't be used. `faults` are all that is wrong with it, in words."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


def require_once(columns: Iterable[tuple[Hashable, str]]) -> None:
    """Raises TemplateFault naming the first column whose content stands twice; (content, header) for each."""
    seen: set[Hashable] = set()
    for content, header in columns:
        if content in seen:
            raise TemplateFault(
                _("The column “%(column)s” stands twice. Take one of them away.") % {"column": header}
            )
        seen.add(content)
