"""A team's own template: from a day on, as known at a moment, by the team lead only, with its draft and pictures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.reports.build import Choices, write_report
from samsteg.reports.document import Heading, Picture
from samsteg.reports.images import ImageRefused
from samsteg.reports.models import ReportImage, TeamTemplate, TemplateDraft
from samsteg.reports.shape import shape_of
from samsteg.reports.template_errors import TemplateRefused
from samsteg.reports.template_selectors import draft_of, templates_of
from samsteg.reports.template_services import StaleDraft, save_draft, save_image, save_template
from samsteg.statistics.values import Period
from tests.factories import coach, lead, make_settings, make_team
from tests.reports.pictures import JPEG, png

OLD, NEW = dt.date(2024, 1, 1), dt.date(2025, 1, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def save(team: Team, day: dt.date, **data: Any) -> TeamTemplate:
    with acting(lead(team)):
        return save_template(actor=lead(team), team=team, valid_from=day, data=data)


def noun_at(team: Team, day: dt.date, as_of: dt.datetime | None = None) -> str:
    with acting(lead(team)):
        return shape_of(team, as_of).template_at(day).noun.one


def noun(one: str) -> dict[str, str]:
    return {"one": one, "many": one, "the_many": one}


def test_a_report_of_an_earlier_period_keeps_the_template_that_held_then(team: Team) -> None:
    save(team, OLD, noun=noun("individ"))
    save(team, NEW, noun=noun("deltagare"))
    assert noun_at(team, dt.date(2023, 12, 31)) == "person"
    assert noun_at(team, dt.date(2024, 12, 31)) == "individ"
    assert noun_at(team, dt.date(2025, 12, 31)) == "deltagare"


def test_a_correction_doesnt_change_what_was_known_before(team: Team) -> None:
    save(team, OLD, noun=noun("individ"))
    between = timezone.now()
    save(team, OLD, noun=noun("deltagare"))
    assert noun_at(team, NEW, between) == "individ"
    assert noun_at(team, NEW) == "deltagare"
    assert noun_at(team, NEW, between - dt.timedelta(days=1)) == "person"


def test_versions_count_up_and_the_same_again_is_no_new_one(team: Team) -> None:
    assert save(team, OLD, noun=noun("individ")).version == 1
    assert save(team, NEW, noun=noun("deltagare")).version == 2
    assert save(team, NEW, noun=noun("deltagare")).version == 2
    with acting(lead(team)):
        assert [one.version for one in templates_of(lead(team), team)] == [2, 1]


def test_the_settings_name_a_shipped_one_until_the_team_has_its_own(team: Team) -> None:
    make_settings(team, OLD, report_template="sater")
    assert noun_at(team, OLD) == "deltagare"
    save(team, NEW, extends="sater", noun=noun("individ"))
    assert noun_at(team, NEW) == "individ"
    assert noun_at(team, OLD) == "deltagare"


def test_a_shipped_one_chosen_later_in_the_settings_wins(team: Team) -> None:
    make_settings(team, dt.date(2020, 1, 1))
    save(team, OLD, noun=noun("individ"))
    make_settings(team, dt.date(2024, 6, 1), age_bands=[[18, 29], [30, 64]])  # repeats the template it had
    assert noun_at(team, dt.date(2024, 12, 31)) == "individ"
    make_settings(team, NEW, report_template="sater")
    assert noun_at(team, NEW) == "deltagare"
    with acting(lead(team)):
        assert shape_of(team).data_at(NEW) == {"extends": "sater"}
        assert shape_of(team).data_at(dt.date(2024, 12, 31)) == {"extends": "grund", "noun": noun("individ")}


def test_formats_chosen_in_the_template_win_over_the_settings(team: Team) -> None:
    make_settings(team, OLD, formats={"thousands": "space", "percent": "tight"})
    save(team, OLD, formats={"thousands": "none"})
    period = Period(NEW, dt.date(2025, 12, 31))
    with acting(lead(team)):
        document = write_report(lead(team), team, period, Choices()).document
        template = shape_of(team).template_at(NEW)
    assert document
    assert template.own_formats == {"thousands"}


def test_faults_are_refused_and_nothing_is_stored(team: Team) -> None:
    with pytest.raises(TemplateRefused) as refused:
        save(team, OLD, formats={"thousands": "comma"}, sections=[])
    assert len(refused.value.faults) == 2
    assert not TeamTemplate.objects.filter(team=team).exists()


def test_a_coach_changes_no_template(team: Team) -> None:
    actor = coach(team)
    with acting(actor):
        with pytest.raises(PermissionRefused):
            save_template(actor=actor, team=team, valid_from=OLD, data={})
        with pytest.raises(PermissionRefused):
            save_draft(actor=actor, team=team, data={}, expected_version=0)
        with pytest.raises(PermissionRefused):
            draft_of(actor, team)


def test_a_draft_keeps_even_what_is_faulty_and_no_report_follows_it(team: Team) -> None:
    with acting(lead(team)):
        saved = save_draft(
            actor=lead(team), team=team, data={"extends": "sater", "noun": {"one": 7}}, expected_version=0
        )
        assert (saved.version, saved.base, saved.data) == (1, "sater", {"noun": {"one": 7}})
        assert shape_of(team).template_at(NEW).noun.one == "person"


def test_the_second_of_two_who_edit_the_draft_is_told(team: Team) -> None:
    with acting(lead(team)):
        save_draft(actor=lead(team), team=team, data={"kind": "a"}, expected_version=0)
        with pytest.raises(StaleDraft):
            save_draft(actor=lead(team), team=team, data={"kind": "b"}, expected_version=0)
        assert save_draft(actor=lead(team), team=team, data={"kind": "b"}, expected_version=1).version == 2
        events = TemplateDraft.pgh_event_model.objects.filter(team_id=team.pk)
        assert [one.data for one in events.order_by("pgh_id")] == [{"kind": "a"}, {"kind": "b"}]


def test_a_draft_too_large_to_be_a_template_is_refused(team: Team) -> None:
    with acting(lead(team)), pytest.raises(Refused, match="för stor"):
        save_draft(actor=lead(team), team=team, data={"kind": "x" * 250_000}, expected_version=0)


def test_a_logo_and_a_picture_stand_in_the_report(team: Team) -> None:
    with acting(lead(team)):
        logo = save_image(actor=lead(team), team=team, content=png())
        shown = save_image(actor=lead(team), team=team, content=JPEG)
        assert save_image(actor=lead(team), team=team, content=png()).pk == logo.pk
    part = {"place": "1.description", "heading": "Beskrivning"}
    picture = {"image": shown.digest, "alt": "Fyra grupper", "caption": "Figur"}
    save(
        team,
        OLD,
        cover={"logo": logo.digest, "logo_alt": "Två händer", "supported_by": "Exempelförbundet"},
        sections=[{"heading": "1. Grupper", "parts": [{**part, "picture": picture}]}],
    )
    period = Period(NEW, dt.date(2025, 12, 31))
    with acting(lead(team)):
        document = write_report(lead(team), team, period, Choices()).document
    assert document.cover.supported_by == "Exempelförbundet"
    assert document.cover.logo is not None
    assert (document.cover.logo.alt, document.cover.logo.content) == ("Två händer", png())
    after_heading = [one for one in document.blocks if isinstance(one, Heading | Picture)]
    assert [type(one).__name__ for one in after_heading[:3]] == ["Heading", "Heading", "Picture"]


def test_a_picture_of_another_team_isnt_there(team: Team) -> None:
    other = make_team()
    with acting(lead(other)):
        image = save_image(actor=lead(other), team=other, content=png())
    with pytest.raises(TemplateRefused, match="finns inte"):
        save(team, OLD, cover={"logo": image.digest, "logo_alt": "Två händer"})


@pytest.mark.parametrize("content", [bytes(40_000_000), b"GIF89a"])
def test_a_picture_that_wont_do_is_refused_and_nothing_is_stored(team: Team, content: bytes) -> None:
    with acting(lead(team)), pytest.raises(ImageRefused):
        save_image(actor=lead(team), team=team, content=content)
    assert not ReportImage.objects.filter(team=team).exists()
