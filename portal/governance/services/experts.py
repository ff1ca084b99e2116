"""Keeping the register of experts.

The history says which details were changed and never what they were: when a person withdraws, nothing of what told who
it was is left anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.experts import letters
from portal.governance.models import Expert, Recommendation
from portal.governance.rules import experts as rules
from portal.governance.services.meetings import facts
from portal.governance.states.experts import EXPERT, ExpertState
from portal.organisations.models import Organisation
from portal.reference.models import CpvCode
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked

#: What tells who somebody is, and goes with the consent; the kind of knowledge and the categories stay.
PERSONAL = {
    "name": "",
    "title": "",
    "firm": "",
    "organisation": None,
    "user": None,
    "knowledge": "",
    "email": "",
    "phone": "",
    "website": "",
    "terms": "",
    "consent_how": "",
}


@dataclass(frozen=True)
class ExpertData:
    """An expert: a person, a member's own or from outside, or a firm. Without ``shared_with`` all members see it."""

    kind: str
    knowledge: str
    is_person: bool = True
    name: str = ""
    title: str = ""
    firm: str = ""
    organisation: Organisation | None = None
    user: User | None = None
    cpvs: Sequence[CpvCode] = ()
    email: str = ""
    phone: str = ""
    website: str = ""
    terms: str = ""
    shared_with: Sequence[Organisation] = ()


MANY = ("cpvs", "shared_with")
PLAIN_FIELDS = tuple(name for name in ExpertData.__dataclass_fields__ if name not in MANY)


@transaction.atomic
def register(*, by: Any, cooperation_id: int, data: ExpertData) -> Expert:
    """Write an expert into the register: a firm is shared at once, a person when the consent is recorded."""
    ask(rules.may_add(actor_of(by), cooperation_id))
    state = ExpertState.AWAITING if data.is_person else ExpertState.SHARED
    expert = Expert(cooperation_id=cooperation_id, created_by=by, state=state)
    _fill(expert, data)
    audit.record("expert.registered", expert, by=by, changes={"state": (None, state)})
    if expert.user_id and expert.user_id != by.pk:
        letters.ask_for_consent(expert)
    return expert


@transaction.atomic
def change(*, by: Any, expert_id: int, version: int, data: ExpertData) -> Expert:
    """Change an entry. Raises ``Conflict`` when somebody else did meanwhile.

    Raises ``Refused`` when a person would become a firm, which is shared without consent, or the other way round; and
    when somebody who has agreed to be shared would become somebody else, who has not.
    """
    expert = locked(Expert, expert_id, version)
    ask(rules.may_keep(actor_of(by), expert))
    if data.is_person != expert.is_person:
        raise refused(_("A person stays a person, and a firm a firm: register the other anew."), "is_person")
    if expert.is_person and expert.state == ExpertState.SHARED and _is_another(expert, data):
        raise refused(_("%(name)s has agreed to be shared: register another person anew."), "name", name=expert.name)
    before, asked = facts(expert, PLAIN_FIELDS), expert.user_id
    expert.version += 1
    _fill(expert, data)
    after = facts(expert, PLAIN_FIELDS)
    changed = [
        str(getattr(Expert._meta.get_field(name), "verbose_name", name)) for name in audit.differences(before, after)
    ]
    audit.record("expert.changed", expert, by=by, changes={"details": (None, ", ".join(changed))} if changed else {})
    if expert.user_id and expert.user_id not in (asked, by.pk) and expert.state == ExpertState.AWAITING:
        letters.ask_for_consent(expert)
    return expert


@transaction.atomic
def record_consent(*, by: Any, expert_id: int, given_on: date, how: str = "") -> Expert:
    """Record that a person agrees to be shared: when and how. Persons who say it themselves need not say how."""
    expert = _locked(expert_id)
    ask(rules.may_consent(actor_of(by), expert))
    if given_on > timezone.localdate():
        raise refused(_("A consent that is not given yet cannot be recorded."), "given_on")
    if expert.user_id == by.pk:
        how = how or _now("by the person, in the portal")
    if not how:
        raise refused(_("Say how the consent was given, such as by e-mail."), "how")
    expert.consent_on, expert.consent_how, expert.consent_recorded_by = given_on, how, by
    saving = ("consent_on", "consent_how", "consent_recorded_by")
    transitions.apply(EXPERT, "share", expert, by=by, field="state", saving=saving)
    return expert


@transaction.atomic
def withdraw_consent(*, by: Any, expert_id: int) -> Expert:
    """A person does not want to be shared (any more): all that tells who it is is wiped at once."""
    expert = _locked(expert_id)
    ask(rules.may_withdraw(actor_of(by), expert))
    expert.consent_withdrawn_on = timezone.localdate()
    _wipe(expert)
    saving = ("consent_withdrawn_on", *PERSONAL)
    transitions.apply(EXPERT, "withdraw", expert, by=by, field="state", saving=saving)
    return expert


@transaction.atomic
def remove(*, by: Any, expert_id: int) -> Expert:
    """Take an expert out of the register; of a person nothing is kept that tells who it was."""
    expert = _locked(expert_id)
    ask(rules.may_keep(actor_of(by), expert))
    saving: tuple[str, ...] = ()
    if expert.is_person:
        _wipe(expert)
        saving = tuple(PERSONAL)
    transitions.apply(EXPERT, "remove", expert, by=by, field="state", saving=saving)
    return expert


@transaction.atomic
def recommend(*, by: Any, expert_id: int, text: str) -> Recommendation:
    """Say what one's own organisation has learned of an expert; said again, it replaces what one said before."""
    expert = _locked(expert_id)
    actor = actor_of(by)
    ask(rules.may_recommend(actor, expert))
    own = Organisation.objects.members_of(expert.cooperation_id, timezone.localdate())
    organisation = own.filter(pk__in=actor.organisations).order_by("sort_sv", "pk").first()
    said = {"text": text, "organisation": organisation, "given_on": timezone.localdate()}
    row, _created = Recommendation.objects.update_or_create(expert=expert, user=by, defaults=said)
    audit.record("expert.recommended", expert, by=by)
    return row


def _locked(expert_id: int) -> Expert:
    return Expert.objects.select_for_update().get(pk=expert_id)


def _fill(expert: Expert, data: ExpertData) -> None:
    if data.is_person and not data.name:
        raise refused(_("Write the person's name."), "name")
    if not data.is_person and not data.firm:
        raise refused(_("Write the firm's name."), "firm")
    if not data.is_person and (data.organisation or data.user or data.name):
        raise refused(_("A firm has no name of a person: register the person, who then is asked for consent."), "name")
    if not (data.email or data.phone or data.website):
        raise refused(_("Say how the expert is reached."), "email")
    members = set(
        Organisation.objects.members_of(expert.cooperation_id, timezone.localdate()).values_list("pk", flat=True)
    )
    wanted = {row.pk for row in data.shared_with} | ({data.organisation.pk} if data.organisation else set())
    if not wanted <= members:
        raise refused(_("Choose among the members of the cooperation."), "shared_with")
    for name in PLAIN_FIELDS:
        setattr(expert, name, getattr(data, name))
    expert.save()
    expert.cpvs.set(data.cpvs)
    expert.shared_with.set(data.shared_with)


def _is_another(expert: Expert, data: ExpertData) -> bool:
    """Whether what is written is of another person: another account, or a name without a word of the one before."""
    if expert.user_id is not None and data.user is not None and expert.user_id != data.user.pk:
        return True
    return not set(expert.name.casefold().split()) & set(data.name.casefold().split())


def _wipe(expert: Expert) -> None:
    for name, nothing in PERSONAL.items():
        setattr(expert, name, nothing)
    expert.recommendations.all().delete()
