"""The real framework "Byggeledelse" of Kongsbergregionen, as its public notice states it."""

from datetime import date

from agreements.data import AgreementData, BuyerData, LotData
from agreements.services import register_many
from agreements.states import AgreementKind, AgreementLevel
from portal.accounts.models import User
from portal.law.numbers import check_registration_number
from portal.organisations.models import Cooperation, OrganisationKind
from portal.organisations.services import organisations
from portal.reference.models import Municipality
from portal.sample import tables

LAYOUT = "eforms_notice"
UNKNOWN_MAXIMUM = "Kunngjøringen oppgir ingen maksimal verdi."


def load_byggeledelse(cooperation: Cooperation, by: User) -> None:
    """Register the framework with what the notice states. It names no supplier, so it stays a draft that says so."""
    notice = tables.document("kongsberg_byggeledelse")
    buyer = organisations.register(
        by=by,
        data=organisations.OrganisationData(
            kind=OrganisationKind.PURCHASING_BODY,
            country="NO",
            name=notice["buyer_name"],
            registration_number=check_registration_number("NO", notice["buyer_number"]),
            municipality=Municipality.objects.get(country="NO", code="3303"),
        ),
    )
    data = AgreementData(
        cooperation_id=cooperation.pk,
        owner_id=buyer.pk,
        title=notice["title"],
        description=notice["description"],
        number=notice["number"],
        kind=AgreementKind.FRAMEWORK,
        level=AgreementLevel.REGIONAL,
        announced_on=date.fromisoformat(notice["published"]),
        notice_url=notice["document_url"],
        starts_on=date.fromisoformat(notice["starts"]),
        ends_on=date.fromisoformat(notice["ends"]),
        maximum_unknown_because=UNKNOWN_MAXIMUM,
        source=f"Doffin {notice['notice']} ({notice['notice_id']})",
        source_layout=LAYOUT,
        source_key=notice["notice"],
        is_sample=True,
        cpvs=(notice["cpv"], *notice["more_cpv"]),
        lots=tuple(LotData(number=str(place), title=lot["title"]) for place, lot in enumerate(notice["lots"], start=1)),
        buyers=(BuyerData(buyer.pk, is_binding=True),),
    )
    register_many(by=by, cooperation=cooperation, items=[data], reason=data.source, publishing=True)
