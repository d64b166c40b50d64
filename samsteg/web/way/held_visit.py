"""The step “study visit held”: the booked visit's own page, or one form for a visit that nobody had booked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.activities.following import follow_stays
from samsteg.core.errors import Refused
from samsteg.participants.visits.enums import VisitForm, VisitKind
from samsteg.participants.visits.models import Visit
from samsteg.participants.visits.noting import booked_study_visits, note_visit
from samsteg.participants.visits.records import Booking, Told
from samsteg.participants.way.enums import State, Step
from samsteg.participants.way.selectors import Way
from samsteg.web.dates import DayField
from samsteg.web.participants.entering import Entered
from samsteg.web.requests import ActingRequest
from samsteg.web.visits.forms import HeldEntry, TimeField
from samsteg.web.way.receipts import receipt
from samsteg.web.way.sight import led_on

# Where a refusal names a value that the form calls something else.
FORM_FIELDS = {"on_day": "on", "form": "how"}


class NotedEntry(HeldEntry):
    """What a booked visit already knows, and how it was."""

    on = DayField(label=gettext_lazy("Day"))
    starts_at = TimeField(
        label=gettext_lazy("Time"), error_messages={"required": gettext_lazy("Write the time as 13.30")}
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=10,
        max_value=480,
        initial=60,
        widget=forms.TextInput(attrs={"class": "s-in s-in-num", "inputmode": "numeric"}),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=VisitForm.choices,
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    with_referrer = forms.BooleanField(label=gettext_lazy("The referrer came along"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]  # there is nothing yet that a colleague can have changed

    def booking(self) -> Booking:
        """Of a form that is valid."""
        typed = self.cleaned_data
        return Booking(
            kind=VisitKind.STUDY_VISIT,
            form=typed["how"],
            on_day=typed["on"],
            starts_at=typed["starts_at"],
            minutes=typed["minutes"],
            with_referrer=typed["with_referrer"],
        )

    def told(self) -> Told:
        """Of a form that is valid."""
        names = ("outcome", "asked", "ask_again_on", "ends_referral")
        return Told(**{name: self.cleaned_data[name] for name in names})


def held_visit(
    request: ActingRequest, entered: Entered, found: Way, frame: Mapping[str, Any]
) -> HttpResponse:
    """The caller has entered the person, logged the read and seen that the step can be taken."""
    booked = booked_study_visits(actor=entered.actor, team=entered.team, person_id=entered.person_id)
    been = [one for one in booked if one.on_day <= timezone.localdate()]
    if been and request.method != "POST":
        return redirect("visit", entered.team.slug, entered.person_id, been[0].pk)
    data = request.POST if request.method == "POST" else None
    form = NotedEntry(data, initial={"on": timezone.localdate()})
    if form.is_valid() and _noted(request, entered, found, form):
        return led_on(request, entered, "way" if form.told().ends_referral else "participant")
    context = {**frame, "form": form, "step": Step.VISIT, "booked": _shown(booked)}
    return render(request, "way/held_visit.html", context, status=422 if form.errors else 200)


def _shown(booked: list[Visit]) -> list[tuple[int, str]]:
    return [(one.pk, f"{one.on_day.isoformat()} {one.starts_at:%H.%M}") for one in booked]


def _noted(request: ActingRequest, entered: Entered, found: Way, form: NotedEntry) -> bool:
    told = form.told()
    try:
        note_visit(
            actor=entered.actor,
            team=entered.team,
            stay_id=found.stay.pk,
            booking=form.booking(),
            told=told,
        )
    except Refused as refusal:
        name = getattr(refusal, "field", "")
        name = FORM_FIELDS.get(name, name)
        form.add_error(name if name in form.fields else None, str(refusal))
        return False
    follow_stays(entered.team, entered.actor.user_id)
    messages.success(
        request,
        _("The visit is noted, and the referral has ended. It can be taken back here.")
        if told.ends_referral
        else receipt(Step.VISIT, State.VISITED),
    )
    return True
