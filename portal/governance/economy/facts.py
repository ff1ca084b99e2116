"""What is known of the members in a year: the facts that shares and fees are reckoned from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.governance.economy.turnover import turnover_of
from portal.law.cost_keys import Member
from portal.organisations.models import Cooperation, Organisation, OrganisationKind
from portal.reference.models import MunicipalityPopulation

#: Who publishes the populations, by country.
SOURCES: dict[str, str | Promise] = {"SE": _("Statistics Sweden (SCB)"), "NO": _("Statistics Norway (SSB)")}


@dataclass(frozen=True)
class MemberFacts:
    """A member with its inhabitants and its turnover ex VAT, each with the year that the figure is of; None where it is
    not known.

    Only municipalities have inhabitants: a company, a region or another authority counts with none.
    """

    organisation: Organisation
    inhabitants: int | None
    population_year: int | None
    turnover: Decimal | None
    turnover_year: int

    @property
    def pk(self) -> int:
        return self.organisation.pk

    @property
    def known(self) -> Member:
        """The member as the law of cost keys takes it."""
        return Member(self.inhabitants, self.turnover, self.organisation.name)


def day_of(year: int, today: date | None = None) -> date:
    """The day whose members a year's money is divided among: today within the year, else its nearest day."""
    return min(max(today or timezone.localdate(), date(year, 1, 1)), date(year, 12, 31))


def turnover_year(year: int, today: date | None = None) -> int:
    """The calendar year whose turnover counts for a year: the last whole one before it that has ended."""
    return min(year, (today or timezone.localdate()).year) - 1


def members_of(
    cooperation: Cooperation, year: int, *, companies: bool = False, on: date | None = None
) -> list[MemberFacts]:
    """The members on a day (see ``day_of``) with their facts for a year, alphabetically; companies only where asked
    for."""
    alphabet = "nb" if cooperation.jurisdiction == "NO" else "sv"
    day = on or day_of(year)
    found = Organisation.objects.members_of(cooperation, day).alphabetical(alphabet).distinct()
    if not companies:
        found = found.exclude(kind=OrganisationKind.COMPANY)
    members = list(found.select_related("municipality"))
    populations = _populations(members, year)
    of = turnover_year(year)
    turnover = turnover_of(cooperation, of, day)
    rows = []
    for one in members:
        inhabitants, population_year = populations.get(one.municipality_id or 0, (None, None))
        if one.kind != OrganisationKind.MUNICIPALITY:
            inhabitants, population_year = 0, None
        # Once anybody's turnover is known, a member that is not in it has bought nothing.
        bought = turnover.get(one.pk, Decimal(0)) if turnover else None
        rows.append(MemberFacts(one, inhabitants, population_year, bought, of))
    return rows


def _populations(members: Iterable[Organisation], year: int) -> dict[int, tuple[int, int]]:
    """The population valid for a year, by municipality: the latest figure of that year or of one before it."""
    rows = MunicipalityPopulation.objects.filter(
        municipality__in={one.municipality_id for one in members if one.municipality_id}, year__lte=year
    ).order_by("year")
    return {row.municipality_id: (row.population, row.year) for row in rows}
