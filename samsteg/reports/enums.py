from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PictureSize(models.TextChoices):
    """How much of the text's width a picture may take. A small picture is never blown up."""

    FULL = "full", _("The whole width")
    HALF = "half", _("Half the width")
    THIRD = "third", _("A third of the width")

    @property
    def share(self) -> float:
        return {"full": 1.0, "half": 1 / 2, "third": 1 / 3}[self.value]
