"""Members that join, leave and merge, and a company that is sold: the plans of the tests."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from agreements.models import Agreement, CallOff, EligibleBuyer, Lot, Reorganisation
from agreements.services import ceilings
from agreements.services import reorganisations as services
from agreements.states.reorganisations import ReorganisationKind
from agreements.succession import ReorganisationData
from portal.governance.models import Decision, Meeting
from portal.organisations.models import Organisation, Ownership
from portal.reference.models import Municipality
from tests import factories
from tests.cast import Cast

TODAY = factories.TODAY
TOMORROW = TODAY + timedelta(days=1)


def decided(cast: Cast) -> Decision:
    """The decision on which an admission or a leaving stands."""
    meeting = Meeting.objects.create(cooperation=cast.cooperation, title="Council", held_on=date(2026, 10, 1))
    return Decision.objects.create(meeting=meeting, title="Yes", wording="We agree.", takes_effect_on=TODAY)


def traded(cast: Cast) -> Agreement:
    """An agreement of the municipality with the neighbour, for their areas, in which both have bought."""
    Organisation.objects.filter(pk=cast.municipality.pk).update(municipality=place("9901", "Ekby"))
    Organisation.objects.filter(pk=cast.neighbour.pk).update(municipality=place("9902", "Åsby"))
    cast.municipality.refresh_from_db()
    cast.neighbour.refresh_from_db()
    agreement = factories.make_agreement(
        cast.cooperation, cast.neighbour, "Möbler", supplier=cast.supplier_company, buyers=(cast.municipality,)
    )
    EligibleBuyer.objects.filter(agreement=agreement, organisation=cast.municipality).update(is_binding=False)
    lot = Lot.objects.get(agreement=agreement)
    lot.areas.add(cast.neighbour.municipality_id)
    for buyer, amount in ((cast.municipality, Decimal("100000.00")), (cast.neighbour, Decimal("40000.00"))):
        call_off = CallOff.objects.create(
            agreement=agreement,
            lot=lot,
            supplier=cast.supplier_company,
            buyer=buyer,
            title="Bänkar",
            amount=amount,
            called_off_on=date(2026, 6, 1),
            ends_on=date(2028, 5, 31),
            contact=cast.purchaser,
            created_by=cast.purchaser,
        )
        ceilings.hold(agreement.pk)
        ceilings.reserve(by=cast.purchaser, call_off=call_off, amount=amount, day=date(2026, 6, 1))
    return agreement


def place(code: str, name: str) -> Municipality:
    county = factories.make_county()
    return Municipality.objects.create(
        country="SE", code=code, name=name, official_name=f"{name} kommun", county=county, nuts3="SE110"
    )


def joining(cast: Cast, decision: Decision, **said: Any) -> ReorganisationData:
    new = factories.make_organisation("Ny kommun")
    return replace(ReorganisationData(ReorganisationKind.JOIN, TOMORROW, "They asked.", (new.pk,), decision.pk), **said)


def leaving(cast: Cast, decision: Decision, **said: Any) -> ReorganisationData:
    pk = cast.neighbour.pk
    return replace(ReorganisationData(ReorganisationKind.LEAVE, TOMORROW, "They left.", (pk,), decision.pk), **said)


def merging(cast: Cast, decision: Decision | None = None, **said: Any) -> ReorganisationData:
    """Both members become a municipality that is founded for it."""
    new = factories.make_organisation("Storby kommun", municipality=place("9903", "Storby"))
    both = tuple(sorted((cast.municipality.pk, cast.neighbour.pk)))
    return replace(
        ReorganisationData(ReorganisationKind.MERGER, TOMORROW, "One is enough.", both, successor_id=new.pk), **said
    )


def selling(cast: Cast, decision: Decision | None = None, **said: Any) -> ReorganisationData:
    """A company of the municipality, a member itself, is sold to one outside."""
    company = factories.make_organisation("Ekby Hamn AB", kind="company")
    factories.make_member(cast.cooperation, company)
    Ownership.objects.create(
        company=company, owner=cast.municipality, share=Decimal("51.00"), valid_from=date(2010, 1, 1)
    )
    for agreement in Agreement.objects.filter(cooperation=cast.cooperation):
        EligibleBuyer.objects.create(agreement=agreement, organisation=company, is_binding=True)
    outside = factories.make_organisation("Långtbort kommun")
    data = ReorganisationData(
        ReorganisationKind.OWNERSHIP,
        TOMORROW,
        "It is sold.",
        (company.pk,),
        from_owner_id=cast.municipality.pk,
        to_owner_id=outside.pk,
    )
    return replace(data, **said)


def private(cast: Cast, decision: Decision | None = None) -> ReorganisationData:
    return selling(cast, to_owner_id=None, stays_authority=False)


def planned(cast: Cast, data: ReorganisationData, by: Any = None) -> Reorganisation:
    by = by or cast.officer
    cast.cooperation.refresh_from_db()
    effects = services.foresee(by=by, cooperation=cast.cooperation, data=data)
    return services.plan(by=by, cooperation_id=cast.cooperation.pk, data=data, mark=services.mark_of(effects))
