"""The team's workbook with identity numbers in it: by a reason, and by who has just shown who it is."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.web.requests import ActingRequest
from samsteg.web.signing_in.step_up import confirm_first, recently_confirmed
from samsteg.web.teams import enter_team
from samsteg.web.workbook.downloads import workbook_file


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=200, widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's form
        reason = self.fields["reason"]
        reason.label = _("What the numbers are needed for")
        reason.help_text = _("No names or numbers: the reason is kept in the access log.")
        reason.error_messages["required"] = _("Say what the numbers are needed for.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def with_numbers(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_team(request, slug, "workbook.export")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not recently_confirmed(request):
            return confirm_first(request)
        return workbook_file(actor, team, numbers_because=form.cleaned_data["reason"])
    context = {"team": team, "form": form}
    return render(request, "workbook/with_numbers.html", context, status=422 if form.errors else 200)
