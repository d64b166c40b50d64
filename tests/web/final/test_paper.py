"""What the final documentation tells somebody who decides on work or compensation, and what it never tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone, translation

from samsteg.access.enums import DataCategory, ProtectionLevel
from samsteg.organisation.models import Team
from samsteg.participants.enums import ParallelKind
from samsteg.participants.models import ParallelEffort
from samsteg.participants.plans.enums import PlanPart
from samsteg.participants.plans.records import ReadText
from samsteg.reports.document import BulletList, Document, Heading, Note, Paragraph, Table
from samsteg.reports.final.enums import FinalPart
from samsteg.reports.final.shape import STANDARD, PartShape, Shape
from samsteg.reports.render import render_docx, render_pdf
from samsteg.web.final.known import Known
from samsteg.web.final.made_up import made_up
from samsteg.web.final.paper import final_paper
from tests.reports.pdf_reading import Pdf

TODAY = timezone.localdate()
TEAM = Team(name="Team Provdalen")


def paper_of(known: Known, shape: Shape = STANDARD) -> Document:
    return final_paper(known, shape=shape, team=TEAM, today=TODAY, is_practice=False, to_write_on=True)


def told(document: Document) -> dict[str, str]:
    """By heading of a section, all the text of it."""
    found: dict[str, list[str]] = {"": []}
    at = ""
    for block in document.blocks:
        match block:
            case Heading(level=1):
                at = block.text
                found[at] = []
            case Heading():
                found[at].append(block.text)
            case Paragraph() | Note():
                found[at] += [run.text for run in block.runs]
            case BulletList():
                found[at] += [run.text for item in block.items for run in item]
            case Table():
                found[at] += [cell for line in block.rows for cell in line.cells]
    return {heading: "\n".join(texts) for heading, texts in found.items()}


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def test_what_was_tried_when_how_many_hours_and_how_it_went() -> None:
    known = made_up(TEAM, TODAY)
    paper = told(paper_of(known))
    second, first = known.placements
    work = paper["Work training and other time at employers"]
    assert f"{first.started_on} \u2013 {first.ended_on}" in work and "Served at the till" in work
    rungs = known.rungs_of(second)
    assert [f"{rung.hours} from {rung.valid_from}" in work for rung in rungs] == [True, True, True]
    assert "Studies" in work and "Other tasks are needed" in work
    went = paper["How it went"]
    assert "three days in a row are too many" in went and "better by the week" in went
    hindered = paper["What has been in the way"]
    assert "Noise and many tasks at once." in hindered
    assert f"Example Garden: from 15 to 12 hours a week on {rungs[2].valid_from}" in hindered
    assert f"Example Café: ended early {first.ended_on}, other tasks are needed" in hindered
    support = paper["Support that has been needed"]
    assert "One task at a time" in support and "Patience." in support
    assert (
        "Talks and meetings that are noted: 36 (individual talk 21, walk and talk 9, phone call 6)" in support
    )
    assert "3\n4" in paper["Groups"] and "I know what I can do now" in paper["In the participant's own words"]
    assert "18" in paper["The time in the team"].split("\n")


def test_what_a_part_of_its_own_tells_is_not_told_twice() -> None:
    known = made_up(TEAM, TODAY)
    assert "Noise" not in told(paper_of(known))["The plan"]
    hidden = (FinalPart.HINDERED, FinalPart.SUPPORT)
    shape = Shape(tuple(PartShape(part, is_shown=part not in hidden) for part in FinalPart))
    plan = told(paper_of(known, shape))["The plan"]
    assert "What is in the way\nNoise" in plan and "Patience." in plan


def test_nothing_of_health_stands_there() -> None:
    known = made_up(TEAM, TODAY)
    one = known.plan.texts[0]
    ill = ReadText(PlanPart.OBSTACLES, "Migrän", replace(one.origin, category=DataCategory.HEALTH))
    steps = tuple(
        replace(step, values=replace(step.values, text="Tog medicinen", category=DataCategory.HEALTH))
        for step in known.plan.steps
    )
    treated = ParallelEffort(code=ParallelKind.SUBSTANCE_TREATMENT, started_on=TODAY, ended_on=None)
    stay = replace(known.stay, efforts=(*known.stay.efforts, treated))
    record = replace(known.record, stays=(stay,))
    plan = replace(known.plan, texts=(*known.plan.texts, ill), steps=steps)
    text = "\n".join(told(paper_of(replace(known, plan=plan, record=record))).values())
    assert "Study and career counselling" in text
    for word in ("Migrän", "medicinen", "Treatment"):
        assert word not in text


def test_of_somebody_protected_nothing_is_told_that_was_written_about_workplaces() -> None:
    known = made_up(TEAM, TODAY)
    record = replace(known.record, protection=ProtectionLevel.REGISTRATION)
    paper = told(paper_of(replace(known, record=record)))
    text = "\n".join(paper.values())
    for word in ("Served at the till", "better by the week", "One task at a time", "Wednesday group"):
        assert word not in text
    assert "is left out" in paper["How it went"] and "is left out" in paper["Support that has been needed"]


def test_a_stay_of_which_nothing_is_known_says_so_in_each_part() -> None:
    known = made_up(TEAM, TODAY)
    plan = replace(known.plan, texts=(), steps=(), scale=())
    record = replace(known.record, stays=(replace(known.stay, efforts=()),))
    bare = replace(
        known, record=record, plan=plan, placements=(), marks=(), follow_ups=(), own_words="", talks={}
    )
    paper = told(paper_of(bare))
    empty = {heading for heading, text in paper.items() if text.startswith("Nothing is written down.")}
    assert empty == {
        str(part.label)
        for part in FinalPart
        if part not in (FinalPart.TIME, FinalPart.CHANGE, FinalPart.SUMMARY)
    }


@pytest.mark.parametrize("language", ["sv", "en"])
def test_word_and_pdf_are_made_of_it(language: str) -> None:
    with translation.override(language):
        paper = paper_of(made_up(TEAM, TODAY), replace(STANDARD, opening="Om {namn}.", closing="Slut."))
        assert paper.language[:2] == language
        assert render_docx(paper)[:2] == b"PK"
        pdf = Pdf(render_pdf(paper))
    assert "Om Exempla Exempelsson." in pdf.text and "Slut." in pdf.text
