"""`samsteg practice`: the practice team, the example workbooks and two users to sign in as."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand
from samsteg.cli.practice_loader import load_practice
from samsteg.cli.practice_words import login_lines


class Command(ActingCommand):
    help = "Loads the practice team and the example workbooks, and makes the users coach and lead."

    def run(self, *, user: User, **options: Any) -> None:
        loaded = load_practice(user, settings.DATA_DIR)
        for line in (*loaded.news, *login_lines(loaded.logins, loaded.participants)):
            self.stdout.write(line)
