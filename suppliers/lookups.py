"""What forms offer while somebody types a supplier."""

from typing import Any

from django.db.models import F, Q, Value
from django.utils.translation import get_language

from portal.accounts.actor import actor_of
from portal.reference.collation import Fold, alphabet_for
from portal.web.lookups import Choice, whole_number
from suppliers.models import Supplier
from suppliers.rules import public_number


class SupplierSource:
    """Suppliers, by name or registration number."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        name, _bracket, number = text.strip().rstrip(")").rpartition(" (")
        name = name or text.strip()
        digits = (number if _bracket else name).replace("-", "").replace(" ", "")
        numbered = Q(registration_number=digits)
        if not actor_of(user).office:
            numbered &= Q(is_sole_trader=False)  # nobody else may find out whose a personal number is
        found = (
            Supplier.objects.visible_to(user)
            .annotate(folded=Fold("name"), typed=Fold(Value(name)))
            .filter(Q(folded__contains=F("typed")) | numbered)
            .alphabetical(alphabet_for(get_language() or ""))[: limit * 5]
        )
        begun = name.casefold()
        return [self.choice(s) for s in sorted(found, key=lambda s: not s.name.casefold().startswith(begun))][:limit]

    def get(self, user: Any, key: str) -> Supplier | None:
        return Supplier.objects.visible_to(user).filter(pk=whole_number(key)).first()

    def choice(self, obj: Supplier) -> Choice:
        """The name, and the number that tells two of the same name apart; a personal number stays hidden."""
        number = public_number(obj)
        return Choice(str(obj.pk), f"{obj.name} ({number})" if number else obj.name)
