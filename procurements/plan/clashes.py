"""Members' own agreements that stand in the way of a procurement: they cover what it is about and run on past its
start."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import F, Q, QuerySet

from agreements.models import Agreement, AgreementCpv
from agreements.states import AgreementLevel, AgreementStatus
from portal.organisations.models import Membership
from portal.organisations.periods import valid_on
from portal.reference.models import branch_of
from procurements.models import Participation, Procurement
from procurements.states.participation import ParticipationState


def _own(today: date) -> QuerySet[Agreement]:
    """What members have agreed on their own, and not terminated or outlived."""
    return Agreement.objects.filter(level=AgreementLevel.LOCAL, status=AgreementStatus.PUBLISHED).filter(
        Q(last_day__gte=today) | Q(last_day=None)
    )


def _touching(codes: Iterable[str]) -> Q:
    """The codes that lie in the branch of one of these, or in whose branch one of these lies."""
    wanted = Q(pk__in=[])
    for code in codes:
        branch = branch_of(code)
        above = [branch[:digits].ljust(8, "0") for digits in range(2, len(branch) + 1)]
        wanted |= Q(cpv__code__startswith=branch) | Q(cpv__in=above)
    return wanted


def clashes_of(procurement: Procurement, today: date) -> list[Agreement]:
    """The members' own agreements in a procurement's branches that are still in force when it is to start, the longest
    first. Whoever has declined to take part is left out, and so is what the procurement takes the place of."""
    if procurement.starts_on is None:
        return []
    codes = procurement.cpvs.values_list("code", flat=True)
    members = Membership.objects.filter(valid_on(today), cooperation=procurement.cooperation_id)
    declined = Participation.objects.filter(procurement=procurement, state=ParticipationState.DECLINED)
    found = (
        _own(today)
        .filter(
            Q(last_day__gte=procurement.starts_on) | Q(last_day=None),
            owner__in=members.values("organisation"),
            pk__in=AgreementCpv.objects.filter(_touching(codes)).values("agreement"),
        )
        .exclude(owner__in=declined.values("organisation"))
        .exclude(pk__in=procurement.replaces.values("pk"))
    )
    return list(found.select_related("owner").order_by(F("last_day").desc(nulls_first=True), "pk"))


def clashing_among(procurements: Sequence[Procurement], today: date) -> frozenset[int]:
    """Those of the procurements for which ``clashes_of`` would find any; in a few queries for all of them. Reads the
    codes that were fetched with them."""
    coming = [row for row in procurements if row.starts_on is not None]
    codes = {row.pk: [cpv.code for cpv in row.cpvs.all()] for row in coming}
    every_code = {code for own in codes.values() for code in own}
    if not every_code:
        return frozenset()
    members = set(
        Membership.objects.filter(valid_on(today), cooperation__in={row.cooperation_id for row in coming}).values_list(
            "cooperation", "organisation"
        )
    )
    declined = set(
        Participation.objects.filter(procurement__in=codes, state=ParticipationState.DECLINED).values_list(
            "procurement", "organisation"
        )
    )
    replaced = set(
        Procurement.replaces.through.objects.filter(procurement__in=codes).values_list("procurement", "agreement")
    )
    earliest = min(row.starts_on for row in coming)
    theirs = (
        AgreementCpv.objects.filter(_touching(every_code), agreement__in=_own(today))
        .filter(Q(agreement__last_day__gte=earliest) | Q(agreement__last_day=None))
        .filter(agreement__owner__in={organisation for _cooperation, organisation in members})
        .values_list("cpv_id", "agreement", "agreement__owner", "agreement__last_day")
    )
    by_code: dict[str, list[tuple[int, int, date | None]]] = {}
    for code, agreement, owner, last_day in theirs:
        by_code.setdefault(code, []).append((agreement, owner, last_day))

    def clashes(row: Procurement) -> bool:
        return any(
            (last_day is None or last_day >= row.starts_on)
            and (row.cooperation_id, owner) in members
            and (row.pk, owner) not in declined
            and (row.pk, agreement) not in replaced
            for code, found in by_code.items()
            if any(_same_branch(code, own) for own in codes[row.pk])
            for agreement, owner, last_day in found
        )

    return frozenset(row.pk for row in coming if clashes(row))


def _same_branch(one: str, other: str) -> bool:
    """Whether one of the codes lies in the branch of the other."""
    return one.startswith(branch_of(other)) or other.startswith(branch_of(one))
