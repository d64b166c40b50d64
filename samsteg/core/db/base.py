"""Django's PostgreSQL engine with two additions: the embedded server, and a check of Swedish letters."""

from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db.backends.base.validation import BaseDatabaseValidation
from django.db.backends.postgresql import base

from samsteg.core import embedded


class DatabaseValidation(BaseDatabaseValidation):
    """Refuses a database whose locale takes the capital and the small A with ring for different letters."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT U&'\\00C5' ILIKE U&'\\00E5'")
            if cursor.fetchone() == (True,):
                return []
        message = "The database compares Swedish letters wrongly, so searches would miss people."
        hint = "Create the database with the builtin locale C.UTF-8 (PostgreSQL 17+) or libc C.UTF-8."
        return [Error(message, hint=hint, id="samsteg.E001")]


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a lease on the embedded server at the first real connection, and only then."""

    validation_class = DatabaseValidation

    def get_connection_params(self) -> dict[str, Any]:
        if folder := self.settings_dict.get("EMBEDDED"):
            self.settings_dict["HOST"] = str(embedded.lease(Path(folder)))
        return super().get_connection_params()
