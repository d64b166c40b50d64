"""A team with its lead and coach, each with a client that is logged in."""

import pytest
from django.test import Client

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from tests.factories import make_team
from tests.web.users import client_of, make_user


@pytest.fixture
def team(db: None) -> Team:
    return make_team("Team Provdalen", slug="provdalen")


@pytest.fixture
def lead_client(team: Team) -> Client:
    return client_of(make_user("ledare", team, Role.TEAM_LEAD))


@pytest.fixture
def coach_client(team: Team) -> Client:
    return client_of(make_user("handledare", team, Role.COACH))
