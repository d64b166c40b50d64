from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "samsteg.accounts"

    def ready(self) -> None:
        from samsteg.accounts import system_checks  # noqa: F401
