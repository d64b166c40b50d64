"""The officer's page for the wording of the consent form: what holds, its versions, and a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samsteg.access.consent_enums import Edition
from samsteg.access.consent_texts import (
    LONGEST,
    PARTS,
    Texts,
    approve_text,
    current_text,
    texts_of,
    versions_of,
)
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.web.officer.entering import enter_governed
from samsteg.web.requests import ActingRequest

LABELS = {
    "title": gettext_lazy("Title"),
    "before": gettext_lazy("Before the boxes to tick"),
    "after": gettext_lazy("After the boxes"),
}


class TextEntry(forms.Form):
    """A field for each part of each edition, and the decision's number."""

    decision_number = forms.CharField(
        label=gettext_lazy("Number of the decision"),
        max_length=80,
        help_text=gettext_lazy("As in your register, so that it can be found again."),
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, texts: Texts) -> None:
        super().__init__(data)
        for edition in Edition:
            for part in PARTS:
                self.fields[f"{edition}-{part}"] = _part(edition, part, texts)
        self.order_fields(
            [*(f"{edition}-{part}" for edition in Edition for part in PARTS), "decision_number"]
        )

    def texts(self) -> Texts:
        """Of a form that is valid."""
        return {
            edition.value: {part: self.cleaned_data[f"{edition}-{part}"] for part in PARTS}
            for edition in Edition
        }

    def editions(self) -> list[tuple[str, list[Any]]]:
        """Each edition's name with its fields."""
        return [(str(one.label), [self[f"{one}-{part}"] for part in PARTS]) for one in Edition]


def _part(edition: Edition, part: str, texts: Texts) -> forms.CharField:
    attributes = {"class": "s-in", "lang": "en" if edition is Edition.ENGLISH else "sv"}
    widget = forms.TextInput(attributes) if part == "title" else forms.Textarea({**attributes, "rows": 8})
    return forms.CharField(
        label=LABELS[part], initial=texts[edition][part], max_length=LONGEST[part], widget=widget
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def consent_text(request: ActingRequest, slug: str) -> HttpResponse:
    actor, team = enter_governed(request, slug, "controller.decide")
    current = current_text(team.pk)
    form = TextEntry(request.POST if request.method == "POST" else None, texts_of(current))
    if request.method == "POST" and form.is_valid():
        try:
            made = approve_text(
                actor=actor,
                team=team,
                texts=form.texts(),
                decision_number=form.cleaned_data["decision_number"],
            )
        except PermissionRefused:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Version %(number)d is approved and used from now on.") % {"number": made.version}
            )
            return redirect("officer_consent_text", slug=team.slug)
    context = {"team": team, "form": form, "current": current, "versions": versions_of(team.pk)}
    return render(request, "officer/consent_text.html", context, status=422 if form.errors else 200)
