"""A user is called the same within a question as on the user itself."""

from __future__ import annotations

import pytest
from django.db.models import F

from samsteg.accounts.models import User
from samsteg.accounts.names import name_of

pytestmark = pytest.mark.django_db
NAMES = [("Anna", "Prov"), ("Anna", ""), ("", "Prov"), ("", ""), (" Anna ", " Prov "), ("  ", " ")]


@pytest.mark.parametrize(("first", "last"), NAMES)
def test_shown_name(first: str, last: str) -> None:
    user = User.objects.create_user("prov", first_name=first, last_name=last)
    assert User.objects.annotate(called=name_of("pk")).get(pk=user.pk).called == user.shown_name


def test_nobody_has_no_name() -> None:
    user = User.objects.create_user("prov")
    assert User.objects.annotate(other=F("pk") + 1, called=name_of("other")).get(pk=user.pk).called == ""
