"""Procurements with days, for the tests of the plan."""

from datetime import date

from procurements.models import Procurement
from tests import factories
from tests.cast import Cast


def make_cleaning(cast: Cast) -> Procurement:
    """Cleaning of buildings, planned by the officer from January to November 2027."""
    row = factories.make_procurement(
        cast.cooperation,
        "Städning",
        organisation=cast.municipality,
        officer=cast.officer,
        participation_on=date(2027, 1, 11),
        dialogue_on=date(2027, 3, 1),
        specification_on=date(2027, 4, 12),
        notice_on=date(2027, 6, 1),
        tenders_due_on=date(2027, 7, 12),
        award_on=date(2027, 9, 6),
        starts_on=date(2027, 11, 1),
    )
    row.cpvs.add(factories.make_cpv("90911200", "Städning", en="Cleaning of buildings"))
    return row
