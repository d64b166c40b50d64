"""What is typed at a team meeting. Shape only: what may be is said by the services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.enums import DataCategory
from samsteg.participants.meetings.records import DecisionValues
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field
from samsteg.web.requests import id_in

Choices = Sequence[tuple[str, str]]
AUTO = {"class": "s-in s-in-auto"}
NOBODY = ""


class StartForm(forms.Form):
    """`members` are all who may be there but the reader, who is."""

    held_on = DayField(required=False, label=gettext_lazy("Day"))
    here = forms.MultipleChoiceField(
        label=gettext_lazy("Who are in the room?"),
        help_text=gettext_lazy("Only what all of them may see is shown. You are there already."),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    digital = forms.MultipleChoiceField(
        label=gettext_lazy("Who are there digitally?"), required=False, widget=forms.CheckboxSelectMultiple()
    )

    def __init__(self, data: Mapping[str, Any] | None, members: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("here", "digital"):
            choice_field(self, name).choices = list(members)
        if not members:
            del self.fields["here"], self.fields["digital"]

    def ids(self, name: str) -> frozenset[int]:
        return frozenset(int(pk) for pk in self.cleaned_data.get(name, ()))


class JoinForm(forms.Form):
    user_id = forms.ChoiceField(
        label=gettext_lazy("Somebody of the team"), required=False, widget=forms.Select(attrs=AUTO)
    )
    is_digital = forms.BooleanField(label=gettext_lazy("Digitally"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, members: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choice_field(self, "user_id").choices = [("", _("Choose")), *members]


class GuestForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("The guest's name"),
        required=False,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Where from"),
        required=False,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "off"}),
    )
    is_digital = forms.BooleanField(label=gettext_lazy("Digitally"), required=False)


class DecisionForm(forms.Form):
    """`categories` are those of the team's own record that all in the room may know; `staff` None: nobody is chosen."""

    coach_id = forms.ChoiceField(required=False, widget=forms.RadioSelect())
    text = forms.CharField(
        label=gettext_lazy("What was decided?"),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "A few words, so that the participant can read it. Optional when a coach is chosen."
        ),
        widget=forms.Textarea(attrs={"class": "s-in", "rows": 3}),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        help_text=gettext_lazy("Decides who may read it."),
        required=False,
        widget=forms.Select(attrs=AUTO),
    )
    source_id = forms.ChoiceField(
        label=gettext_lazy("Whose information"), required=False, widget=forms.Select(attrs=AUTO)
    )
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())
    coach_before = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        staff: Choices | None,
        categories: Sequence[str],
        sources: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        if staff is None:
            del self.fields["coach_id"]
        else:
            choice_field(self, "coach_id").choices = [*staff, (NOBODY, _("Nobody yet"))]
        labels = dict(DataCategory.choices)
        choice_field(self, "category").choices = [(code, labels[code]) for code in categories]
        if sources:
            choice_field(self, "source_id").choices = [("", _("The team's own")), *sources]
        else:
            del self.fields["source_id"]

    @property
    def before(self) -> int | None:
        """Who was responsible when the form was made."""
        return id_in(self.cleaned_data["coach_before"]) or None

    def values(self, *, is_later: bool) -> DecisionValues:
        """Of a form that is valid. Where no coach is asked for the present one stays."""
        typed = self.cleaned_data
        chosen = id_in(typed["coach_id"]) or None if "coach_id" in self.fields else self.before
        return DecisionValues(
            coach_id=chosen,
            text=typed["text"],
            category=typed["category"] or DataCategory.PLANNING.value,
            source_id=id_in(typed.get("source_id", "")) or None,
            is_later=is_later,
        )


class HandOverForm(forms.Form):
    """A field for each person, `to_17`; empty where the person stays. `to_all` fills those that are empty."""

    shown = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput())
    on = DayField(required=False, label=gettext_lazy("From the day"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"), required=False, widget=forms.Select(attrs=AUTO))
    to_all = forms.ChoiceField(
        label=gettext_lazy("All to"),
        required=False,
        widget=forms.Select(attrs=AUTO),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        persons: Sequence[tuple[int, str]],
        staff: Choices,
        reasons: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.persons = [pk for pk, _title in persons]
        choice_field(self, "reason").choices = [("", _("Choose")), *reasons]
        choice_field(self, "to_all").choices = [("", _("Choose")), *staff]
        for person_id, title in persons:
            self.fields[f"to_{person_id}"] = forms.ChoiceField(
                label=_("Coach for %(name)s") % {"name": title},
                required=False,
                choices=[("", _("As above")), ("stays", _("Stays")), *staff],
                widget=forms.Select(attrs=AUTO),
            )

    def chosen(self) -> dict[int, int]:
        """Of a form that is valid: who gets whom, of those whom the page showed; also who isn't there any more."""
        typed = self.cleaned_data
        shown = [id_in(text) for text in typed["shown"].split(",")]
        asked = {
            pk: typed.get(f"to_{pk}", str(self.data.get(f"to_{pk}", ""))) or typed["to_all"]
            for pk in shown
            if pk
        }
        return {pk: id_in(text) for pk, text in asked.items() if id_in(text)}

    def rows(self) -> list[tuple[int, forms.BoundField]]:
        return [(pk, self[f"to_{pk}"]) for pk in self.persons]
