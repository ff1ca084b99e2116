"""Who plans changes among a cooperation's members, and whether a plan makes sense."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from agreements.models.reorganisations import Reorganisation
from agreements.states.reorganisations import REORGANISATION, ReorganisationKind, ReorganisationStatus
from agreements.succession.reading import ReorganisationData
from portal.accounts.actor import Actor
from portal.governance.effects import stands_on
from portal.governance.models import Decision
from portal.law.answers import Answer, Reason, answer, denied
from portal.organisations.models import Cooperation, Membership, Organisation, OrganisationKind, Ownership
from portal.organisations.periods import valid_on
from portal.organisations.rules import may_coordinate
from portal.workflow.transitions import WRONG_STATUS

DAY_HAS_COME = denied(_("Its day has come: what happened is not undone, plan the opposite instead."))


def may_plan(actor: Actor, cooperation_id: int) -> Answer:
    """The office plans changes among the members, as does the administrator."""
    return may_coordinate(actor, cooperation_id)


def may_withdraw(actor: Actor, row: Reorganisation, today: date) -> Answer:
    """A plan is withdrawn until its day; one that could not take effect when its day came, later too."""
    if not (planning := may_plan(actor, row.cooperation_id)):
        return planning
    if not REORGANISATION.possible("withdrawn", row.status):
        return DAY_HAS_COME if row.status == ReorganisationStatus.IN_EFFECT else WRONG_STATUS
    return planning if row.effective_on > today or row.hindrance else DAY_HAS_COME


def makes_sense(cooperation: Cooperation, data: ReorganisationData) -> Answer:
    """Whether those who join, leave, merge or are sold are what the plan says they are, on the day before it."""
    return answer(_contradictions(cooperation, data))


def not_planned_twice(cooperation: Cooperation, data: ReorganisationData) -> Answer:
    """An organisation takes part in one planned change at a time."""
    same = Reorganisation.objects.filter(
        cooperation=cooperation, status=ReorganisationStatus.PLANNED, organisations__in=data.organisation_ids
    ).exists()
    text = _("Another change of this organisation is planned already. Withdraw that one first.")
    return answer([Reason(text, field="organisations")] if same else [])


def _contradictions(cooperation: Cooperation, data: ReorganisationData) -> Iterator[Reason]:
    last = data.effective_on - timedelta(days=1)
    concerned = list(Organisation.objects.filter(pk__in=data.organisation_ids).order_by("pk"))
    members = set(
        Membership.objects.on(last)
        .filter(cooperation=cooperation)
        .exclude(valid_to=last)
        .values_list("organisation", flat=True)
    )
    if not data.justification.strip():
        yield Reason(_("Say why."), field="justification")
    if not concerned:
        yield Reason(_("Choose the organisation."), field="organisations")
        return
    if any(one.country != cooperation.jurisdiction for one in concerned):
        yield Reason(_("An organisation of another country cannot be a member."), field="organisations")
    yield from _decision(cooperation, data)
    if data.kind == ReorganisationKind.JOIN:
        yield from _joining(cooperation, data, concerned[0])
    elif data.kind == ReorganisationKind.LEAVE:
        yield from _leaving(cooperation, concerned[0], members)
    elif data.kind == ReorganisationKind.MERGER:
        yield from _merging(cooperation, data, concerned, members)
    else:
        yield from _selling(data, concerned[0], members, last)


def _decision(cooperation: Cooperation, data: ReorganisationData) -> Iterator[Reason]:
    if data.decision_id is None:
        if data.kind in (ReorganisationKind.JOIN, ReorganisationKind.LEAVE):
            text = _("Choose the decision on which it stands. Record it at its meeting first.")
            yield Reason(text, field="decision")
        return
    decision = Decision.objects.select_related("meeting").get(pk=data.decision_id)
    standing = stands_on(
        decision, cooperation_id=cooperation.pk, valid_from=data.effective_on, day_field="effective_on"
    )
    if not standing:
        yield from standing.reasons


def _joining(cooperation: Cooperation, data: ReorganisationData, new: Organisation) -> Iterator[Reason]:
    rows = Membership.objects.filter(cooperation=cooperation, organisation=new)
    if rows.exclude(valid_to__lt=data.effective_on).exists():
        yield Reason(_("%(name)s is a member then already."), field="organisations", params={"name": new.name})


def _leaving(cooperation: Cooperation, member: Organisation, members: set[int]) -> Iterator[Reason]:
    if member.pk not in members:
        yield Reason(_("%(name)s is not a member then."), field="organisations", params={"name": member.name})
    if member.pk == cooperation.host_id:
        text = _("%(name)s hosts the cooperation, and cannot leave it.")
        yield Reason(text, field="organisations", params={"name": member.name})


def _merging(
    cooperation: Cooperation, data: ReorganisationData, concerned: list[Organisation], members: set[int]
) -> Iterator[Reason]:
    successor = Organisation.objects.filter(pk=data.successor_id or 0).first()
    if successor is None:
        yield Reason(_("Choose the municipality that they become."), field="successor")
        return
    if not data.ceasing_ids:
        yield Reason(_("Choose at least one municipality that becomes part of another."), field="organisations")
    if any(one.kind != OrganisationKind.MUNICIPALITY for one in concerned):
        yield Reason(_("Only municipalities merge here."), field="organisations")
    if successor.kind != OrganisationKind.MUNICIPALITY or successor.country != cooperation.jurisdiction:
        yield Reason(_("The successor is a municipality of the same country."), field="successor")
    if not members & set(data.ceasing_ids):
        yield Reason(_("None of those that cease is a member then."), field="organisations")


def _selling(data: ReorganisationData, company: Organisation, members: set[int], last: date) -> Iterator[Reason]:
    owns = Ownership.objects.filter(valid_on(last), company=company, owner=data.from_owner_id).exclude(valid_to=last)
    if company.kind != OrganisationKind.COMPANY:
        yield Reason(_("Only a company has owners."), field="organisations")
    elif not owns.exists():
        yield Reason(_("It does not own the company the day before."), field="from_owner")
    elif not {company.pk, data.from_owner_id} & members:
        yield Reason(_("Neither the company nor its owner is a member then."), field="organisations")
    if data.to_owner_id in (data.from_owner_id, company.pk):
        yield Reason(
            _("The new owner is another organisation than the company and its former owner."), field="to_owner"
        )
