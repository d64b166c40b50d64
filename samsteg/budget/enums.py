from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BudgetPeriod(models.TextChoices):
    FULL_YEAR = "full_year", _("Full year")
    FIRST_HALF = "first_half", _("January–June")
    SECOND_HALF = "second_half", _("July–December")
