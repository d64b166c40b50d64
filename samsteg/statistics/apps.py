from __future__ import annotations

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "samsteg.statistics"
