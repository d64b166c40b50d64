from __future__ import annotations

from django.apps import AppConfig


class FollowUpsConfig(AppConfig):
    name = "samsteg.follow_ups"
