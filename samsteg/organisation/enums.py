from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuthorityKind(models.TextChoices):
    """Two boards (nämnder) of one municipality are two authorities."""

    BOARD = "board", _("Municipal board")
    REGION = "region", _("Region")
    FORSAKRINGSKASSAN = "forsakringskassan", _("Swedish Social Insurance Agency")
    ARBETSFORMEDLINGEN = "arbetsformedlingen", _("Swedish Public Employment Service")
    OTHER = "other", _("Other authority")
