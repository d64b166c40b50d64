from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    WORKBOOK = "workbook", _("Workbook")
    PAGE = "page", _("Page")
    COMMAND = "command", _("Command")
    UNDO = "undo", _("Undone import")


class ReadKind(models.TextChoices):
    """How persons were read. Norm: HSLF-FS 2016:40 4 ch. 9 §, with lists, exports and figures added."""

    VIEW = "view", _("Opened")
    LIST = "list", _("Shown in a list")
    FIGURE = "figure", _("Behind a figure")
    IMPORT = "import", _("Compared at import")
    EXPORT = "export", _("Exported")
    REVEAL = "reveal", _("Identity number shown")
