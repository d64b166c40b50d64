"""Representatives who can log in."""

from __future__ import annotations

from django.test import Client

from samsteg.access.enums import Role
from samsteg.organisation.models import Authority, Team
from tests.web.users import client_of, join, make_user


def representative_client(team: Team, authority: Authority, username: str = "representant") -> Client:
    user = make_user(username)
    join(team, user, Role.REPRESENTATIVE, authority)
    return client_of(user)
