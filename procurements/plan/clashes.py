"""Members' own agreements that stand in the way of a procurement: they cover what it is about and run on past its
start."""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, Value

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


def with_clashes(procurements: QuerySet, today: date) -> QuerySet:
    """Say of each procurement, as ``clashes``, whether ``clashes_of`` it finds any; as part of the same query."""
    their_code = ExpressionWrapper(OuterRef("cpv_id"), CharField())
    same_branch = (
        Procurement.cpvs.through.objects.filter(procurement=OuterRef(OuterRef(OuterRef("pk"))))
        .annotate(branch=_bare("cpvcode_id"), theirs=their_code)
        .filter(cpvcode__code__startswith=OuterRef("division"))
        .filter(Q(cpvcode__code__startswith=OuterRef("branch")) | Q(theirs__startswith=F("branch")))
    )
    touching = AgreementCpv.objects.annotate(branch=_bare("cpv_id")).filter(
        Exists(same_branch), agreement=OuterRef("pk")
    )
    members = Membership.objects.filter(valid_on(today), cooperation=OuterRef("cooperation"))
    declined = Participation.objects.filter(procurement=OuterRef("pk"), state=ParticipationState.DECLINED)
    replaced = Procurement.replaces.through.objects.filter(procurement=OuterRef("pk"))
    own = (
        _own(today)
        .filter(Q(last_day__gte=OuterRef("starts_on")) | Q(last_day=None), Exists(touching))
        .filter(owner__in=members.values("organisation"))
        .exclude(owner__in=declined.values("organisation"))
        .exclude(pk__in=replaced.values("agreement"))
    )
    return procurements.annotate(clashes=Exists(own))


def _bare(column: str) -> Func:
    """A code without its trailing zeros; within a division it begins every code of its branch, and no other."""
    return Func(F(column), Value("0"), function="rtrim", output_field=CharField())
