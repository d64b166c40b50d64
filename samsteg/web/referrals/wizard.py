"""A referral written in steps: the same for the team, a referrer and the open form, which differ in what they keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samsteg.access.consent_enums import Edition
from samsteg.organisation.models import Team
from samsteg.organisation.municipalities import name_of
from samsteg.participants.enums import Referrer
from samsteg.participants.referrals.drafts import Typed
from samsteg.participants.referrals.enums import ReferralConsentForm
from samsteg.participants.referrals.questions import Asked
from samsteg.participants.referrals.records import Content, NewReferral, SaidYes
from samsteg.participants.referrals.rules import ReferralRefused
from samsteg.people.enums import Sex
from samsteg.web.referrals.forms import AnswersEntry, PersonEntry, WhoEntry, YesEntry
from samsteg.web.requests import ActingRequest

WHO, PERSON, ANSWERS, YES, CHECK = "vem", "personen", "fragor", "samtycke", "kontrollera"
ENTRIES = (WHO, PERSON, ANSWERS, YES)
STEPS = (*ENTRIES, CHECK)
# What a field's code is chosen from, to be told in words.
LISTS: Mapping[str, type[TextChoices]] = {
    "referrer": Referrer,
    "sex": Sex,
    "consent_form": ReferralConsentForm,
}
LATER = "later"  # the button that keeps the draft and leaves

TITLES: Mapping[str, object] = {
    WHO: _("Who refers?"),
    PERSON: _("Who is it about?"),
    ANSWERS: _("What does the person hope for?"),
    YES: _("What has the person said yes to?"),
    CHECK: _("Is it right?"),
}
LEADS: Mapping[str, object] = {
    WHO: _("The team answers the one who refers."),
    PERSON: _("So that the team can get in touch. No more than that is needed."),
    ANSWERS: _("Write what you have come to together. Short answers will do, and any may be left empty."),
    YES: _("Nothing is done without it. The person may change their mind at any time."),
    CHECK: _("Look through it. Everything can still be changed."),
}


@dataclass(frozen=True)
class Wizard:
    """`address` gives each step's; `keep` stores what is typed; `leave` is where the draft can be left."""

    team: Team
    asked: Asked
    typed: Typed
    address: Callable[[str], str]
    keep: Callable[[Typed], None]
    edition: str = Edition.PLAIN.value
    is_team: bool = False
    with_number: bool = False
    sender: Mapping[str, str] = field(default_factory=dict)  # who refers, as far as it is known
    words: Mapping[str, tuple[str, str]] | None = None  # of fields, where the edition has its own
    titles: Mapping[str, object] = field(default_factory=lambda: TITLES)
    leads: Mapping[str, object] = field(default_factory=lambda: LEADS)

    def form(self, step: str, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With what is kept of the step, unless something has just been typed."""
        kept = self.typed.get(step)
        given = {"initial": kept or self._initial(step)} if data is None else {"data": data}
        form = self._entry(step, given)
        for name, (label, hint) in (self.words or {}).items():
            if name in form.fields:
                form.fields[name].label, form.fields[name].help_text = label, hint
        return form

    def _entry(self, step: str, given: Mapping[str, Any]) -> forms.Form:
        if step == WHO:
            return WhoEntry(asks_day=self.is_team, **given)
        if step == PERSON:
            return PersonEntry(with_number=self.with_number, **given)
        if step == ANSWERS:
            return AnswersEntry(questions=self.asked.questions, edition=self.edition, **given)
        return YesEntry(**given)

    def _initial(self, step: str) -> dict[str, Any]:
        return {"received_on": timezone.localdate(), **self.sender} if step == WHO else {}

    def checked(self) -> dict[str, forms.Form]:
        """All steps as they would be sent."""
        return {step: self.form(step, self.typed.get(step, {})) for step in ENTRIES}

    def first_fault(self) -> str:
        """The first step that must be looked at again; empty when all is right."""
        return next((step for step, form in self.checked().items() if not form.is_valid()), "")

    def new(self) -> NewReferral:
        """Of steps that are all valid."""
        forms_ = self.checked()
        for form in forms_.values():
            form.is_valid()
        who, person, yes = (forms_[step].cleaned_data for step in (WHO, PERSON, YES))
        answers, entry = forms_[ANSWERS], forms_[PERSON]
        assert isinstance(answers, AnswersEntry) and isinstance(entry, PersonEntry)
        content = Content(
            **{name: person[name] for name in ("first_name", "last_name", "sex", "born", "phone", "reach")},
            **{name: who[name] for name in ("referrer_name", "referrer_unit", "referrer_phone")},
            municipality_code=person["municipality"],
            personnummer=entry.personnummer,
            answers=answers.answers(self.asked.questions, self.edition),
        )
        return NewReferral(
            referrer=who["referrer"],
            received_on=who.get("received_on") or timezone.localdate(),
            content=content,
            said_yes=SaidYes(
                visit=yes["consent_visit"],
                division=yes["consent_division"],
                form=yes["consent_form"],
                on_day=yes["consented_on"],
            ),
            questions_version=self.asked.version,
        )

    def kept_with(self, step: str, posted: Mapping[str, Any]) -> Typed:
        """What is typed in all, with this step as it was just sent."""
        fields = self.form(step).fields
        told = {name: str(posted.get(name, "")) for name in fields if name in posted}
        return {**self.typed, step: told}


Show = Callable[[str, Mapping[str, Any], int], HttpResponse]  # template, context, status


def walk(
    request: ActingRequest,
    wizard: Wizard,
    step: str,
    *,
    left: Callable[[], HttpResponse],
    show: Show | None = None,
) -> HttpResponse:
    """One of the entry steps: shows it, or keeps what was typed and goes on. `left` answers "finish later"."""
    shown = show or (lambda template, context, status: render(request, template, context, status=status))
    if request.method != "POST":
        return _page(shown, wizard, step, wizard.form(step))
    wizard.keep(wizard.kept_with(step, request.POST))
    if LATER in request.POST:
        return left()
    form = wizard.form(step, request.POST)
    if not form.is_valid():
        return _page(shown, wizard, step, form)
    return redirect(wizard.address(STEPS[STEPS.index(step) + 1]))


def finish(
    request: ActingRequest,
    wizard: Wizard,
    *,
    places: tuple[str, str],
    drop: Callable[[], bool],
    receive: Callable[[NewReferral], int],
    receipt: str,
) -> HttpResponse:
    """The last step: all of it, before it is saved. Sent twice it is saved once: the draft is gone the second time.

    `places` name the list that is gone back to, and the page of one referral.
    """
    team, fault = wizard.team, ""
    if not wizard.typed:
        return redirect(places[0], team.slug)
    if step := wizard.first_fault():
        return redirect(wizard.address(step))
    if request.method == "POST":
        try:
            with transaction.atomic():  # a second click waits here, and finds no draft; a refusal keeps it
                if not drop():
                    return redirect(places[0], team.slug)
                referral_id = receive(wizard.new())
        except ReferralRefused as refusal:
            fault = str(refusal)
        else:
            messages.success(request, receipt)
            return redirect(places[1], team.slug, referral_id)
    context = {**frame(wizard, CHECK), "told": told_of(wizard), "fault": fault}
    return render(request, "referrals/check.html", context, status=422 if fault else 200)


def _page(show: Show, wizard: Wizard, step: str, form: forms.Form) -> HttpResponse:
    context = {
        **frame(wizard, step),
        "form": form,
        "fields": [(one, _kind(one)) for one in form],
    }
    return show("referrals/step.html", context, 422 if form.errors else 200)


def frame(wizard: Wizard, step: str) -> dict[str, Any]:
    """What every step shows round its fields."""
    number = STEPS.index(step)
    return {
        "team": wizard.team,
        "step": step,
        "number": number + 1,
        "count": len(STEPS),
        "trail": ["s-done" if at < number else "s-here" if at == number else "" for at in range(len(STEPS))],
        "back": wizard.address(STEPS[number - 1]) if number else "",
        "title": wizard.titles[step],
        "lead": wizard.leads[step],
        "is_team": wizard.is_team,
        "base": "base.html",
    }


def _kind(one: forms.BoundField) -> str:
    choices = getattr(one.field, "choices", [])
    return "scale" if one.use_fieldset and len(list(choices)) > len(Sex) + 1 else "field"


@dataclass(frozen=True)
class Told:
    """One step as the page before sending shows it: label and answer."""

    title: object
    address: str
    rows: tuple[tuple[str, str], ...]


def told_of(wizard: Wizard) -> list[Told]:
    """What would be sent, step by step, in words."""
    return [
        Told(wizard.titles[step], wizard.address(step), tuple(_rows(form)))
        for step, form in wizard.checked().items()
    ]


def _rows(form: forms.Form) -> list[tuple[str, str]]:
    form.is_valid()
    rows = []
    for one in form:
        value = form.cleaned_data.get(one.name)
        rows.append((str(one.label), _shown(one, value)))
    return rows


def _shown(one: forms.BoundField, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if one.name == "municipality" and value:
        return name_of(value)
    if one.name in LISTS and value:
        return str(LISTS[one.name](value).label)
    return str(value or "")
