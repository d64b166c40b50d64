"""Drafts on the pages of a person: kept by the page while one types or by a button, shown with when, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.models import SealedDraft
from samsteg.participants.drafts.sealed import Draft, Typed
from samsteg.participants.drafts.services import draft_of_form, drop_form, keep_form
from samsteg.web.participants.entering import Entered
from samsteg.web.requests import ActingRequest

BUTTON = "1"  # what the button sends as `keep`; the page itself sends something else
Fields = Mapping[str, forms.Field]


def tell_kept(request: ActingRequest, kept: SealedDraft | None, back: str) -> HttpResponse:
    """A line for the page to show; whoever pressed the button is led back to the form."""
    text = ""
    if kept is not None:
        at = timezone.localtime(kept.saved_at)
        text = _("Draft saved at %(at)s. Only you see it.") % {"at": f"{at:%H.%M}"}
    if request.POST.get("keep") != BUTTON:
        return JsonResponse({"text": text})
    messages.info(request, text or _("There is nothing to keep yet."))
    return redirect(back)


def typed_in(request: ActingRequest, fields: Fields) -> Typed:
    """What was sent, right or wrong: a box that isn't ticked as nothing. What the form doesn't ask is left out."""
    return {
        name: request.POST.getlist(name)
        for name, field in fields.items()
        if name != "once" and (name in request.POST or _is_boxes(field))
    }


def initial_from(draft: Draft, fields: Fields) -> dict[str, Any]:
    """What is kept, as what a form begins with."""
    return {name: _value(fields[name], values) for name, values in draft.typed.items() if name in fields}


def _is_boxes(field: forms.Field) -> bool:
    return isinstance(field, forms.BooleanField | forms.MultipleChoiceField)


def _value(field: forms.Field, values: list[str]) -> Any:
    if isinstance(field, forms.MultipleChoiceField):
        return values
    if isinstance(field, forms.BooleanField):
        return any(values)
    return values[0] if values else ""


@dataclass(frozen=True, slots=True)
class FormDraft:
    """The actor's own draft of one short form about a person; `back` is where the form is."""

    entered: Entered
    kind: DraftKind
    key: str
    back: str

    def read(self) -> Draft:
        one = self.entered
        return draft_of_form(one.actor, one.team, one.person_id, self.kind, self.key)

    def drop(self) -> None:
        drop_form(**self._who(), kind=self.kind, key=self.key)

    def answer(self, request: ActingRequest, fields: Fields) -> HttpResponse | None:
        """To `keep` and `drop`, from the form's own address; None when it is to be saved."""
        if "drop" in request.POST:
            self.drop()
            messages.info(request, _("The draft is gone."))
            return redirect(self.back)
        if "keep" not in request.POST:
            return None
        kept = keep_form(**self._who(), kind=self.kind, key=self.key, typed=typed_in(request, fields))
        return tell_kept(request, kept, self.back)

    def _who(self) -> dict[str, Any]:
        return {"actor": self.entered.actor, "team": self.entered.team, "person_id": self.entered.person_id}
