"""Where the rows behind a figure are listed."""

from datetime import date

from django.urls import reverse

from agreements.states.call_offs import CallOffStatus, OffContractStatus
from portal.organisations.models import Cooperation


class Rows:
    """The lists of one cooperation's rows. A page has some two hundred such links, so what they share is made once, and
    what is added (ids, codes and days) needs no quoting."""

    def __init__(self, cooperation: Cooperation) -> None:
        self._agreements = f"{reverse('agreement-list')}?cooperation={cooperation.pk}&state=in_force"
        self._procurements = f"{reverse('procurement-list')}?cooperation={cooperation.pk}&stage=planned"
        self._call_offs = f"{reverse('call-off-list')}?cooperation={cooperation.pk}" + "".join(
            f"&status={status}" for status in CallOffStatus if status != CallOffStatus.CANCELLED
        )
        self._off_contract = (
            f"{reverse('off-contract-list')}?cooperation={cooperation.pk}&status={OffContractStatus.NOTED}"
        )

    def agreements(self, **narrowed: int | str | date) -> str:
        """The agreements in force, narrowed by the parameters of ``agreements.filters``."""
        return _with(self._agreements, narrowed)

    def procurements(self, **narrowed: int | str | date) -> str:
        """The planned procurements, narrowed by the parameters of ``procurements.filters``."""
        return _with(self._procurements, narrowed)

    def call_offs(self, **narrowed: int | str | date) -> str:
        """The call-offs that stand, narrowed by the parameters of their list."""
        return _with(self._call_offs, narrowed)

    def off_contract(self, **narrowed: int | str | date) -> str:
        """The off-contract purchases that stand, narrowed by the parameters of their list."""
        return _with(self._off_contract, narrowed)


def _with(address: str, narrowed: dict[str, int | str | date]) -> str:
    return address + "".join(f"&{name}={value}" for name, value in narrowed.items())
