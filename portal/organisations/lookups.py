"""What forms offer while somebody types: organisations and people."""

from typing import Any

from django.db.models import F, Q, TextField, Value
from django.utils.translation import get_language

from portal.accounts.models import User
from portal.organisations.models import Organisation
from portal.reference.collation import Fold, alphabet_for
from portal.web.lookups import Choice, whole_number


class OrganisationSource:
    """Organisations, by name or registration number."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        text = text.strip()
        digits = text.replace("-", "").replace(" ", "")
        found = (
            Organisation.objects.visible_to(user)
            .annotate(folded=Fold("name", output_field=TextField()), typed=Fold(Value(text)))
            .filter(Q(folded__contains=F("typed")) | Q(registration_number=digits))
            .alphabetical(alphabet_for(get_language() or ""))[: limit * 5]
        )
        begun = text.casefold()
        return [self.choice(o) for o in sorted(found, key=lambda o: not o.name.casefold().startswith(begun))][:limit]

    def get(self, user: Any, key: str) -> Organisation | None:
        return Organisation.objects.visible_to(user).filter(pk=whole_number(key)).first()

    def choice(self, obj: Organisation) -> Choice:
        return Choice(str(obj.pk), obj.name)


class PersonSource:
    """People with an open account whom the reader may see, by name or e-mail address."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        text = text.strip().rstrip(")")
        name, _bracket, email = text.partition(" (")
        typed = Q(name__icontains=text) | Q(email__icontains=text)
        if email:
            typed |= Q(name__iexact=name, email__iexact=email)
        return [self.choice(person) for person in self._seen(user).filter(typed).order_by("name", "pk")[:limit]]

    def get(self, user: Any, key: str) -> User | None:
        return self._seen(user).filter(pk=whole_number(key)).first()

    def choice(self, obj: User) -> Choice:
        return Choice(str(obj.pk), f"{obj.name} ({obj.email})")

    def _seen(self, user: Any) -> Any:
        return User.objects.visible_to(user).filter(is_active=True)
