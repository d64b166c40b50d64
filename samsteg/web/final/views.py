"""The final documentation as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.protection import rule_of
from samsteg.activities.member_selectors import marks_of_person
from samsteg.audit.enums import ReadKind
from samsteg.follow_ups.selectors import follow_ups_of
from samsteg.organisation.selectors import is_practice
from samsteg.participants.note_selectors import talks_between
from samsteg.participants.one_person import person_record
from samsteg.participants.plans.selectors import plan_of
from samsteg.participants.way.own_words import own_words_of, situations_of
from samsteg.participants.way.selectors import trial_of, way_of
from samsteg.placements.selectors import details_of, placements_of_stays
from samsteg.reports.final.selectors import final_shape_at
from samsteg.reports.output import format_of, render
from samsteg.web.downloads import attachment
from samsteg.web.final.known import Known
from samsteg.web.final.paper import final_paper
from samsteg.web.participants.consents.entering import enter_consents
from samsteg.web.participants.whereabouts import without_whereabouts
from samsteg.web.requests import ActingRequest


@never_cache
@require_safe
def final_documentation(request: ActingRequest, slug: str, person_id: int, fmt: str) -> HttpResponse:
    """Word to write on in, or PDF to hand over. The file's name says nothing of the person."""
    entered = enter_consents(request, slug, person_id, "way.change", "page:final", ReadKind.FILE)
    actor, team, today = entered.actor, entered.team, timezone.localdate()
    record = person_record(actor=actor, team=team, person_id=person_id)
    stay = record.newest.stay
    placements = placements_of_stays(team, [stay.pk])
    if record.protection is not None:
        record = without_whereabouts(record, placements, rule_of(team.pk))
    known = Known(
        record=record,
        endings=way_of(actor=actor, team=team, person_id=person_id).endings,
        trial=trial_of(team, stay),
        placements=placements,
        details=details_of(actor, team, person_id, [one.series for one in placements]),
        marks=marks_of_person(
            team, person_id, entered.opened, first_on=stay.enrolled_on, last_on=stay.exited_on
        ),
        plan=plan_of(actor, team, person_id),
        follow_ups=follow_ups_of(actor, team, person_id).rows,
        situations=situations_of(team, stay),
        own_words=own_words_of(team, stay),
        talks=talks_between(actor, team, person_id, stay.enrolled_on, stay.exited_on),
    )
    paper = final_paper(
        known,
        shape=final_shape_at(team, today),
        team=team,
        today=today,
        is_practice=is_practice(team),
        to_write_on=fmt == "docx",
    )
    return attachment(render(paper, format_of(fmt)), f"slutdokumentation-{today}.{fmt}")
