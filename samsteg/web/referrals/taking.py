"""What is typed when a referral is taken care of, answered or ended. Shape only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.referrals.enums import EndReason
from samsteg.participants.referrals.known import KnownBefore
from samsteg.participants.referrals.records import Taking
from samsteg.participants.referrals.selectors import ReadReferral, seen_by_own_id
from samsteg.people.enums import Sex
from samsteg.web.dates import DayField
from samsteg.web.form_fields import choice_field
from samsteg.web.referrals.forms import line, read_born

NEW = "new"


class VersionEntry(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class TakeEntry(VersionEntry):
    """`same_person`: one of those who may be the same, or somebody new; asked where there is anybody.

    `own_id_before`: somebody who comes back, by the id of an earlier stay.
    """

    referred_on = DayField(
        label=gettext_lazy("Referred on"), help_text=gettext_lazy("The day that counts as the referral.")
    )
    mission_received_on = DayField(
        required=False,
        label=gettext_lazy("In the queue from"),
        help_text=gettext_lazy("The day when the referral was complete. Leave it empty until then."),
    )
    born = line(
        gettext_lazy("Date of birth"), hint=gettext_lazy("Such as 1990-05-17. The year alone will do.")
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    same_person = forms.ChoiceField(
        label=gettext_lazy("Is it somebody who has been here?"),
        required=False,
        widget=forms.RadioSelect,
    )
    own_id_before = line(
        gettext_lazy("Has been in the team before"),
        hint=gettext_lazy(
            "Then write the id of the earlier stay. The new one becomes the same participant's."
        ),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        actor: Actor,
        team: Team,
        read: ReadReferral,
        known: Sequence[KnownBefore] = (),
    ) -> None:
        day = read.row.received_on
        super().__init__(data, initial={"version": read.row.version, "referred_on": day})
        self.actor, self.team = actor, team
        self.is_asked = {name: not getattr(read.content, name) for name in ("born", "sex")}
        for name, is_asked in self.is_asked.items():
            if not is_asked:
                del self.fields[name]
        self.known = known
        if not known:
            del self.fields["same_person"]
            return
        field = choice_field(self, "same_person")
        others = [] if known[0].by_number else [(NEW, _("No, somebody new"))]
        field.choices = [*((str(one.person_id), _known_words(one)) for one in known), *others]
        if known[0].by_number:
            self.initial["same_person"] = str(known[0].person_id)

    def clean_born(self) -> str:
        told = str(self.cleaned_data["born"]).strip()
        return read_born(told, with_number=False)[0] if told else ""

    def clean_own_id_before(self) -> int | None:
        """The person whose earlier stay it is, among those whom the actor sees."""
        text = str(self.cleaned_data["own_id_before"]).strip()
        if not text:
            return None
        person_id = seen_by_own_id(self.actor, self.team, text)
        if person_id is None:
            raise ValidationError(_("You see no participant with that id. Check it, or leave it empty."))
        return person_id

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        is_asked = "same_person" in self.fields and "same_person" not in self.errors
        if is_asked and not typed.get("same_person") and not typed.get("own_id_before"):
            self.add_error("same_person", _("Choose whether it is the same person."))
        return typed

    def taking(self) -> Taking:
        """Of a form that is valid."""
        typed = self.cleaned_data
        referred_on: dt.date = typed["referred_on"]
        return Taking(
            referred_on=referred_on,
            mission_received_on=typed["mission_received_on"],
            person_id=typed["own_id_before"] or self._chosen(),
            born=typed.get("born", ""),
            sex=typed.get("sex", ""),
        )

    def _chosen(self) -> int | None:
        told = self.cleaned_data.get("same_person") or NEW
        return int(told) if told != NEW else None


def _known_words(one: KnownBefore) -> str:
    """Such as: Yes, Alva Prov, born 1990: 2024-003, until 2025-01-31."""
    parts = [_("Yes, %(name)s") % {"name": one.title}]
    if one.birth_year:
        parts.append(_("born %(year)d") % {"year": one.birth_year})
    if one.by_number:
        parts.append(_("the same identity number"))
    parts.append(", ".join(one.own_ids))
    if one.goes_on:
        parts.append(_("has a stay that goes on"))
    elif one.until:
        parts.append(_("left %(day)s") % {"day": one.until})
    return " \u00b7 ".join(parts)


class EndEntry(VersionEntry):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why does it end?"), choices=EndReason.choices, widget=forms.RadioSelect
    )
