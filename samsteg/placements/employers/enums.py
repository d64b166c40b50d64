"""Codes of the register of employers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    CARE = "care", _("Health and care")
    SCHOOL = "school", _("School and preschool")
    TRADE = "trade", _("Shops and trade")
    FOOD = "food", _("Kitchen, hotel and restaurant")
    INDUSTRY = "industry", _("Industry and workshop")
    BUILDING = "building", _("Building and property")
    OUTDOORS = "outdoors", _("Park, forest and farming")
    TRANSPORT = "transport", _("Transport and storage")
    OFFICE = "office", _("Office and administration")
    ASSOCIATION = "association", _("Association or social enterprise")
    OTHER = "other", _("Other")


class EmployerStatus(models.TextChoices):
    ACTIVE = "active", _("Takes participants")
    MAYBE = "maybe", _("Perhaps later")
    RESTING = "resting", _("Not now")
    GONE = "gone", _("No longer there")


class RequestPeriod(models.IntegerChoices):
    """In how many days so many requests are the most."""

    MONTH = 30, _("in a month (30 days)")
    QUARTER = 90, _("in three months (90 days)")
    HALF_YEAR = 182, _("in half a year (182 days)")
    YEAR = 365, _("in a year (365 days)")


class ContactKind(models.TextChoices):
    """How one was in touch with an employer."""

    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Mail")
    MEETING = "meeting", _("Meeting")
