"""The pictures under a report's sub-headings: their words, their order, taken away and brought back; nobody else's."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.reports.build import Choices, write_report
from samsteg.reports.document import Heading, Picture
from samsteg.reports.enums import PictureSize
from samsteg.reports.errors import UnknownPlace
from samsteg.reports.models import ReportPicture
from samsteg.reports.picture_services import (
    LONGEST_WORDS,
    MOST_PICTURES,
    PictureWords,
    StalePicture,
    TooManyPictures,
    WordsRefused,
    add_picture,
    bring_back_picture,
    change_picture,
    faults_in_words,
    move_picture,
    take_away_picture,
)
from samsteg.reports.pictures import own_pictures
from samsteg.reports.template_services import save_image
from samsteg.statistics.values import Period
from tests.factories import coach, lead, make_team
from tests.reports.pictures import png

pytestmark = pytest.mark.django_db
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
PLACE, OTHER = "2.analysis", "3.analysis"
P = ParamSpec("P")


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def actor(team: Team) -> Actor:
    return coach(team)


def inside(test: Callable[P, None]) -> Callable[P, None]:
    """The test in the context of its actor."""

    @wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with acting(cast("Actor", kwargs["actor"])):
            test(*args, **kwargs)

    return run


def put(actor: Actor, team: Team, alt: str, place: str = PLACE, **more: object) -> ReportPicture:
    image = save_image(actor=actor, team=team, content=png())
    words = dataclasses.replace(PictureWords(alt), **more)  # type: ignore[arg-type]
    return add_picture(actor=actor, team=team, period=YEAR, place=place, image=image, words=words)


def shown(actor: Actor, team: Team, place: str = PLACE, period: Period = YEAR) -> list[str]:
    return [row.alt for row in own_pictures(actor, team, period).get(place, ())]


@inside
def test_pictures_stand_under_their_sub_heading_after_its_text(actor: Actor, team: Team) -> None:
    put(actor, team, "Första", size=PictureSize.HALF, caption="Figur 1")
    put(actor, team, "Andra")
    blocks = write_report(actor, team, YEAR, Choices()).document.blocks
    at = [number for number, block in enumerate(blocks) if isinstance(block, Picture)]
    pictures = [block for block in blocks if isinstance(block, Picture)]
    assert [(one.alt, one.caption, one.share) for one in pictures] == [
        ("Första", "Figur 1", 0.5),
        ("Andra", "", 1.0),
    ]
    above = {block.level: block.text for block in blocks[: at[0]] if isinstance(block, Heading)}
    assert above == {1: "2. Deltagare \u2013 genomförande och process", 2: "Analys"}
    assert at[1] == at[0] + 1
    assert pictures[0].content == png()


@inside
def test_a_page_reads_no_pictures_bytes_and_names_the_same_picture(actor: Actor, team: Team) -> None:
    put(actor, team, "Första")
    (whole,) = pictures_of(actor, team, Choices())
    (named,) = pictures_of(actor, team, Choices(picture_content=False))
    assert named.content == b""
    assert named.name == whole.name
    assert dataclasses.replace(named, content=whole.content) == whole


def pictures_of(actor: Actor, team: Team, choices: Choices) -> list[Picture]:
    blocks = write_report(actor, team, YEAR, choices).document.blocks
    return [block for block in blocks if isinstance(block, Picture)]


@pytest.mark.parametrize(
    ("alt", "caption", "field"),
    [
        ("", "", "alt"),
        (" \n", "", "alt"),
        ("x" * (LONGEST_WORDS + 1), "", "alt"),
        ("x", "x" * (LONGEST_WORDS + 1), "caption"),
    ],
)
def test_words_are_needed_and_fit(alt: str, caption: str, field: str) -> None:
    assert list(faults_in_words(alt, caption)) == [field]
    with pytest.raises(WordsRefused):
        PictureWords(alt, caption)


@inside
def test_words_of_the_longest_kind_are_stored_whole(actor: Actor, team: Team) -> None:
    put(actor, team, "å" * LONGEST_WORDS)
    assert shown(actor, team) == ["å" * LONGEST_WORDS]


@settings(deadline=None, max_examples=30)
@given(steps=st.lists(st.tuples(st.integers(0, 4), st.sampled_from([-1, 1])), max_size=12))
def test_whatever_is_moved_all_pictures_stay_and_one_step_is_one_place(steps: list[tuple[int, int]]) -> None:
    team = make_team()
    with acting(coach(team)) as actor:
        rows = [put(actor, team, f"bild {number}") for number in range(5)]
        put(actor, team, "annan", OTHER)
        expected = [row.alt for row in rows]
        for number, step in steps:
            at = expected.index(rows[number].alt)
            if 0 <= at + step < len(expected):
                expected[at], expected[at + step] = expected[at + step], expected[at]
            move_picture(
                actor=actor,
                team=team,
                period=YEAR,
                picture_id=rows[number].pk,
                step=-1 if step < 0 else 1,
            )
        assert shown(actor, team) == expected
        assert shown(actor, team, OTHER) == ["annan"]


@inside
def test_what_is_taken_away_comes_back_at_its_place(actor: Actor, team: Team) -> None:
    rows = [put(actor, team, alt) for alt in ("ett", "två", "tre")]
    take_away_picture(actor=actor, team=team, period=YEAR, picture_id=rows[1].pk)
    assert shown(actor, team) == ["ett", "tre"]
    assert [one.alt for one in pictures_of(actor, team, Choices())] == ["ett", "tre"]
    bring_back_picture(actor=actor, team=team, period=YEAR, picture_id=rows[1].pk)
    assert shown(actor, team) == ["ett", "två", "tre"]


@inside
def test_two_who_change_one_picture(actor: Actor, team: Team) -> None:
    row = put(actor, team, "ett")

    def change(alt: str, version: int) -> ReportPicture:
        return change_picture(
            actor=actor,
            team=team,
            period=YEAR,
            picture_id=row.pk,
            words=PictureWords(alt),
            expected_version=version,
        )

    assert change("mitt", 1).version == 2
    with pytest.raises(StalePicture) as refused:
        change("ditt", 1)
    assert refused.value.stored.alt == "mitt"
    assert change("mitt", 1).version == 2  # the same again is no change
    assert change("ditt", 2).alt == "ditt"


@inside
def test_a_report_holds_a_certain_number(actor: Actor, team: Team) -> None:
    rows = [put(actor, team, str(number), (PLACE, OTHER)[number % 2]) for number in range(MOST_PICTURES)]
    with pytest.raises(TooManyPictures, match=str(MOST_PICTURES)):
        put(actor, team, "för mycket")
    take_away_picture(actor=actor, team=team, period=YEAR, picture_id=rows[0].pk)
    put(actor, team, "i stället")
    with pytest.raises(TooManyPictures):
        bring_back_picture(actor=actor, team=team, period=YEAR, picture_id=rows[0].pk)


@inside
def test_a_place_that_the_report_lacks(actor: Actor, team: Team) -> None:
    with pytest.raises(UnknownPlace):
        put(actor, team, "ett", "99.x")


@inside
def test_another_period_and_another_team_have_none_of_it(actor: Actor, team: Team) -> None:
    row = put(actor, team, "ett")
    before = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert shown(actor, team, period=before) == []
    with pytest.raises(NotVisible):
        take_away_picture(actor=actor, team=team, period=before, picture_id=row.pk)


def test_another_teams_picture_and_image_arent_there(team: Team) -> None:
    other = make_team()
    with acting(lead(team, other)) as both:
        row = put(both, team, "ett")
        with pytest.raises(NotVisible):
            move_picture(actor=both, team=other, period=YEAR, picture_id=row.pk, step=1)
        with pytest.raises(NotVisible):
            add_picture(
                actor=both,
                team=other,
                period=YEAR,
                place=PLACE,
                image=row.image,
                words=PictureWords("lånad"),
            )
        assert shown(both, other) == []
    with acting(lead(other)) as stranger:
        with pytest.raises(PermissionRefused):
            take_away_picture(actor=stranger, team=team, period=YEAR, picture_id=row.pk)
        assert ReportPicture.objects.count() == 0  # the fence
