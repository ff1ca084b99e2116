"""The seven municipalities of Kongsbergregionen with their populations of 1 January 2024 (SSB), as a cooperation."""

from datetime import date

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.organisations.models import Cooperation, Organisation
from portal.reference.models import County, Municipality, MunicipalityPopulation
from tests import factories

POPULATIONS = {
    "Kongsberg": 28_848,
    "Flesberg": 2_781,
    "Rollag": 1_395,
    "Nore og Uvdal": 2_486,
    "Notodden": 13_266,
    "Hjartdal": 1_630,
    "Tinn": 5_533,
}


def make_municipality(name: str, code: str, population: int | None, country: str = "NO") -> Organisation:
    """A municipality with one population figure, of 2024; without one where none is known."""
    county = County.objects.filter(country=country).first() or factories.make_county("33", "Buskerud", country)
    place = Municipality.objects.create(
        country=country, code=code, name=name, official_name=f"{name} kommune", county=county, nuts3="NO085"
    )
    if population is not None:
        MunicipalityPopulation.objects.create(municipality=place, year=2024, population=population)
    return factories.make_organisation(f"{name} kommune", country=country, municipality=place)


def make_region() -> tuple[Cooperation, dict[str, Organisation], User]:
    """The cooperation, its members by name, and its manager."""
    members = {
        name: make_municipality(name, f"33{place:02}", population)
        for place, (name, population) in enumerate(POPULATIONS.items(), 1)
    }
    cooperation = factories.make_cooperation("Kongsbergregionen", "NO", host=members["Kongsberg"])
    for organisation in members.values():
        factories.make_member(cooperation, organisation, date(2020, 1, 1))
    manager = factories.make_user("Region Manager")
    factories.appoint(manager, Role.MANAGER, cooperation=cooperation)
    return cooperation, members, manager
