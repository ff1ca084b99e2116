"""What forms offer while somebody types an agreement."""

from typing import Any

from django.db.models import F, Q, Value

from agreements.models import Agreement
from portal.reference.collation import Fold
from portal.web.lookups import Choice, whole_number


class AgreementSource:
    """Agreements that the person sees, by number or title."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        number, _dash, title = text.strip().partition(" – ")
        typed = Q(number__istartswith=number)
        if not title:
            typed |= Q(folded__contains=F("typed"))
        found = (
            Agreement.objects.visible_to(user)
            .annotate(folded=Fold("title"), typed=Fold(Value(text.strip())))
            .filter(typed)
            .order_by("number", "pk")[:limit]
        )
        return [self.choice(agreement) for agreement in found]

    def get(self, user: Any, key: str) -> Agreement | None:
        return Agreement.objects.visible_to(user).filter(pk=whole_number(key)).first()

    def choice(self, obj: Agreement) -> Choice:
        return Choice(str(obj.pk), f"{obj.number} – {obj.title}" if obj.number else obj.title)
