"""Where the rows behind a figure are listed."""

from datetime import date

from django.urls import reverse

from portal.organisations.models import Cooperation


class Rows:
    """The lists of one cooperation's rows. A page has some two hundred such links, so what they share is made once, and
    what is added (ids, codes and days) needs no quoting."""

    def __init__(self, cooperation: Cooperation) -> None:
        self._agreements = f"{reverse('agreement-list')}?cooperation={cooperation.pk}&state=in_force"
        self._procurements = f"{reverse('procurement-list')}?cooperation={cooperation.pk}&stage=planned"

    def agreements(self, **narrowed: int | str | date) -> str:
        """The agreements in force, narrowed by the parameters of ``agreements.filters``."""
        return _with(self._agreements, narrowed)

    def procurements(self, **narrowed: int | str | date) -> str:
        """The planned procurements, narrowed by the parameters of ``procurements.filters``."""
        return _with(self._procurements, narrowed)


def _with(address: str, narrowed: dict[str, int | str | date]) -> str:
    return address + "".join(f"&{name}={value}" for name, value in narrowed.items())
