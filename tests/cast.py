"""The small cast of every test: one cooperation with its people, another beside it, and those outside."""

from dataclasses import dataclass

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.organisations.models import Cooperation, GroupKind, Organisation
from suppliers.models import Supplier
from tests import factories


@dataclass
class Cast:
    """Who is there. ``stranger`` is an officer of another cooperation; ``nobody`` is a user without any role."""

    cooperation: Cooperation
    other_cooperation: Cooperation
    municipality: Organisation
    neighbour: Organisation
    supplier_company: Supplier
    other_supplier: Supplier
    administrator: User
    manager: User
    officer: User
    contact: User
    purchaser: User
    working: User
    steering: User
    expert: User
    supplier: User
    rival: User
    stranger: User
    nobody: User

    #: The actors of the URL × actor matrix; ``None`` is somebody who is not signed in.
    ACTORS = (
        "administrator",
        "manager",
        "officer",
        "contact",
        "purchaser",
        "working",
        "steering",
        "expert",
        "supplier",
        "rival",
        "stranger",
        "nobody",
        "public",
    )

    def user(self, actor: str) -> User | None:
        return None if actor == "public" else getattr(self, actor)


def make_cast(country: str = "SE") -> Cast:
    """The cast, under the law of a country; the cooperation beside it is a Norwegian one in any case."""
    municipality = factories.make_organisation("Ekby kommun", country=country)
    neighbour = factories.make_organisation("Åsby kommun", country=country)
    cooperation = factories.make_cooperation("Mälarköp", country, host=municipality)
    other_cooperation = factories.make_cooperation("Fjordkjøp", country="NO")
    for organisation in (municipality, neighbour):
        factories.make_member(cooperation, organisation)
    factories.make_member(other_cooperation, other_cooperation.host)
    people = {
        name: factories.make_user(f"{name.capitalize()} Test")
        for name in (
            "administrator",
            "manager",
            "officer",
            "contact",
            "purchaser",
            "working",
            "steering",
            "expert",
            "supplier",
            "rival",
            "stranger",
            "nobody",
        )
    }
    factories.appoint(people["administrator"], Role.ADMINISTRATOR)
    factories.appoint(people["manager"], Role.MANAGER, cooperation=cooperation)
    factories.appoint(people["officer"], Role.OFFICER, cooperation=cooperation)
    factories.appoint(people["stranger"], Role.OFFICER, cooperation=other_cooperation)
    factories.appoint(people["contact"], Role.CONTACT, organisation=municipality)
    factories.appoint(people["purchaser"], Role.PURCHASER, organisation=municipality)
    factories.seat(people["working"], cooperation, GroupKind.WORKING, municipality)
    factories.seat(people["steering"], cooperation, GroupKind.STEERING, municipality)
    factories.seat(people["expert"], cooperation, GroupKind.AGREEMENT, municipality)
    company, rival = factories.make_supplier("Bokfink Städ AB"), factories.make_supplier("Grönsiska Städ AB")
    factories.act_for(people["supplier"], company)
    factories.act_for(people["rival"], rival)
    return Cast(
        cooperation=cooperation,
        other_cooperation=other_cooperation,
        municipality=municipality,
        neighbour=neighbour,
        supplier_company=company,
        other_supplier=rival,
        **people,
    )
