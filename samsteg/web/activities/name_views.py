"""On a person's page of groups: that another team may know the first name in a shared group, and taking it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.access.consent_enums import CHOSEN_FORMS, ConsentForm, Edition
from samsteg.activities.shared_names.records import NameSaid, Sharing
from samsteg.activities.shared_names.selectors import sharings_of
from samsteg.activities.shared_names.services import ACT, LONGEST_NOTE, share_name, take_back_name
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible, Refused
from samsteg.web.activities.forms import show_refusal
from samsteg.web.blanks.contents import FIRST_NAME_KEY
from samsteg.web.dates import DayField
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest, id_in

PLACE = "page:person-groups"


class NameEntry(forms.Form):
    signed_on = DayField(label=gettext_lazy("Day the participant said yes"))
    form = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[(one.value, one.label) for one in CHOSEN_FORMS],
        widget=forms.Select(attrs={"class": "s-in s-in-auto"}),
    )
    form_note = forms.CharField(
        label=gettext_lazy("If it was said and not signed: why"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )

    def said(self) -> NameSaid:
        """Of a form that is valid."""
        return NameSaid(**self.cleaned_data)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shared_name(
    request: ActingRequest, slug: str, person_id: int, group_id: int, to_team_id: int
) -> HttpResponse:
    """One group and one other team: what it means, saying yes, and taking it back."""
    entered = enter_person(request, slug, person_id, ACT)
    one = _sharing(entered, group_id, to_team_id)
    of_person: dict[str, Any] = {"actor": entered.actor, "team": entered.team, "person_id": person_id}
    if request.POST.get("act") == "take_back":
        take_back_name(**of_person, consent_id=id_in(request.POST.get("consent", "")))
        messages.success(request, _("Taken back. %(team)s no longer sees the name.") % {"team": one.to_team})
        return redirect("person_groups", slug, person_id)
    form = NameEntry(
        request.POST if request.method == "POST" else None,
        initial={"signed_on": timezone.localdate(), "form": ConsentForm.PAPER},
    )
    if form.is_valid():
        try:
            share_name(**of_person, group_id=group_id, to_team_id=to_team_id, said=form.said())
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("Saved. The staff of %(team)s see the first name.") % {"team": one.to_team}
            )
            return redirect("person_groups", slug, person_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    tabs = entered.tabs("person_groups")
    context = {"team": entered.team, "person": entered, "tabs": tabs, "one": one, "form": form}
    context |= {"editions": Edition.choices, "blank_key": FIRST_NAME_KEY}
    return render(request, "activities/shared_name.html", context, status=422 if form.errors else 200)


def _sharing(entered: Entered, group_id: int, to_team_id: int) -> Sharing:
    """Raises NotVisible; for a protected person there is nothing to say yes to."""
    if not entered.is_staff or entered.is_protected or max(group_id, to_team_id) > 2**62:
        raise NotVisible
    for one in sharings_of(entered.team, entered.person_id):
        if (one.group_id, one.to_team_id) == (group_id, to_team_id):
            return one
    raise NotVisible
