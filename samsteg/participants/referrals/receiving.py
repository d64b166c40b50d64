"""Taking in referrals and wishes to be called: by the team, by a signed-in referrer, by the open form.

Nothing is looked up about the person: what is said back is the same whether the team knows the person or not.
"""

from __future__ import annotations

import json
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.models import Membership
from samsteg.access.papers import Paper
from samsteg.access.policies import may, require
from samsteg.core.actor import Actor
from samsteg.core.bulk import insert_rows, new_ids
from samsteg.core.context import public_form
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.referrals.enums import OPEN_STATUSES, Channel, FileKind
from samsteg.participants.referrals.models import CallBack, Referral, ReferralFile
from samsteg.participants.referrals.records import NewReferral
from samsteg.participants.referrals.rules import (
    LONGEST_LINE,
    ReferralRefused,
    check_referral,
    one_line,
    tidied_content,
)
from samsteg.participants.referrals.sealing import (
    call_place,
    content_place,
    file_place,
    label_place,
    seal_waiting,
)

MOST_FILES = 5


def receive_from_team(*, actor: Actor, team: Team, new: NewReferral) -> int:
    """What came on paper, by telephone or in a talk. Returns its id. Raises PermissionRefused, ReferralRefused."""
    require(actor, "referrals.write", team)
    return _add(team, Channel.TEAM, new, recorded_by_id=actor.user_id)


def receive_from_referrer(*, actor: Actor, team: Team, new: NewReferral) -> int:
    """By the signed-in referrer, on behalf of the own authority. Raises as above."""
    require(actor, "referrals.refer", team)
    return _add(
        team,
        Channel.REFERRER,
        replace(new, received_on=timezone.localdate()),
        recorded_by_id=actor.user_id,
        user_id=actor.user_id,
        authority_id=authority_of(actor, team),
    )


def receive_from_public(*, team: Team, new: NewReferral) -> None:
    """By nobody that we know. Numbers are never taken this way. Raises ReferralRefused.

    The database refuses it where the controller has not decided on the open form (docs/adr/0013).
    """
    new = replace(new, received_on=timezone.localdate(), content=replace(new.content, personnummer=""))
    with public_form(team.pk):
        _add(team, Channel.PUBLIC, new)


def ask_for_call(*, team: Team, name: str, phone: str) -> None:
    """A relative leaves the own name and number, and nothing else. Raises ReferralRefused."""
    name, phone = one_line(name), one_line(phone)
    if not name:
        raise ReferralRefused(_("Write your name."), "name")
    if not any(sign.isdigit() for sign in phone):
        raise ReferralRefused(_("Write your telephone number."), "phone")
    if max(len(name), len(phone)) > LONGEST_LINE:
        raise ReferralRefused(_("At most %(most)d characters here.") % {"most": LONGEST_LINE}, "name")
    (pk,) = new_ids(CallBack, 1)
    sealed = seal_waiting(json.dumps({"name": name, "phone": phone}), call_place(pk))
    with public_form(team.pk):
        insert_rows(CallBack, ("id", "content_cipher"), [(pk, sealed)], same={"team_id": team.pk})


def add_file(*, actor: Actor, team: Team, referral_id: int, paper: Paper, kind: FileKind) -> ReferralFile:
    """While the referral waits: by the team, or by its own referrer. Raises NotVisible, ReferralRefused."""
    rows = Referral.objects.in_team(team.pk).filter(pk=referral_id, status__in=OPEN_STATUSES)
    if may(actor, "referrals.write", team):
        rows = rows.visible_to(actor)
    else:
        require(actor, "referrals.refer", team)
        rows = rows.sent_by(actor)
    if not rows.exists():
        raise NotVisible
    if ReferralFile.objects.filter(team=team, referral_id=referral_id).count() >= MOST_FILES:
        raise ReferralRefused(
            _("At most %(most)d files. Put papers together.") % {"most": MOST_FILES}, "file"
        )
    (pk,) = new_ids(ReferralFile, 1)
    return ReferralFile.objects.create(
        pk=pk,
        team=team,
        referral_id=referral_id,
        kind=kind,
        media_type=paper.media_type,
        byte_count=len(paper.content),
        file_cipher=seal_waiting(paper.content, file_place(pk)),
        recorded_by_id=actor.user_id,
    )


def authority_of(actor: Actor, team: Team) -> int | None:
    """The authority for which the actor refers to the team today."""
    today = timezone.localdate()
    held = Membership.objects.filter(team=team, user_id=actor.user_id, role="referrer", valid_from__lte=today)
    held = held.exclude(valid_to__lte=today)
    return held.order_by("-valid_from").values_list("authority_id", flat=True).first()


def _add(team: Team, channel: Channel, new: NewReferral, **whose: int | None) -> int:
    """Without RETURNING: whoever adds by the open form reads nothing."""
    new = replace(new, content=tidied_content(new.content))
    check_referral(new, timezone.localdate())
    (pk,) = new_ids(Referral, 1)
    label = None
    if channel is Channel.REFERRER:
        label = seal_waiting(new.content.name, label_place(pk))
    said_yes = new.said_yes
    row = {
        "id": pk,
        "channel": channel.value,
        "received_on": new.received_on,
        "referrer": new.referrer,
        "questions_version": new.questions_version,
        "content_cipher": seal_waiting(new.content.sealed_text(), content_place(pk)),
        "label_cipher": label,
        "consent_visit": said_yes.visit,
        "consent_division": said_yes.division,
        "consent_form": said_yes.form if said_yes.visit or said_yes.division else "",
        "consented_on": said_yes.on_day if said_yes.visit or said_yes.division else None,
        **whose,
    }
    insert_rows(Referral, tuple(row), [tuple(row.values())], same={"team_id": team.pk})
    return pk
