"""What forms offer while somebody types: CPV codes, municipalities and counties. Everybody may see all of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Concat

from portal.reference.collation import Fold
from portal.reference.cpv import parse_cpv, search_cpv
from portal.reference.models import County, CpvCode, Municipality
from portal.web.lookups import Choice, whole_number


class CpvSource:
    """CPV codes, by a code or by words in any of the three languages."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        return [self.choice(cpv) for cpv in search_cpv(text, limit)]

    def get(self, user: Any, key: str) -> CpvCode | None:
        try:
            return parse_cpv(key)
        except ValidationError:
            return None

    def choice(self, obj: CpvCode) -> Choice:
        return Choice(obj.code, str(obj))


class MunicipalitySource:
    """Municipalities, by name (Sámi too), the statistical office's code or the registration number."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        text = _clean(text)
        label = Concat("name", Value(" ("), "county__name", Value(") "), "sami_name", output_field=TextField())
        found = (
            Municipality.objects.annotate(folded=Fold(label), typed=Fold(Value(text)))
            .filter(Q(folded__contains=F("typed")) | Q(code=text) | Q(registration_number=text))
            .select_related("county")
            .in_order()
        )
        return _begun_first(map(self.choice, found), text)[:limit]

    def get(self, user: Any, key: str) -> Municipality | None:
        return Municipality.objects.select_related("county").filter(pk=whole_number(key)).first()

    def choice(self, obj: Municipality) -> Choice:
        return Choice(str(obj.pk), f"{obj.name} ({obj.county.name})")


class CountySource:
    """Counties, by name or code."""

    def search(self, user: Any, text: str, limit: int) -> list[Choice]:
        text = _clean(text)
        found = (
            County.objects.annotate(folded=Fold("name"), typed=Fold(Value(text)))
            .filter(Q(folded__contains=F("typed")) | Q(code=text))
            .in_order()
        )
        return _begun_first(map(self.choice, found), text)[:limit]

    def get(self, user: Any, key: str) -> County | None:
        return County.objects.filter(pk=whole_number(key)).first()

    def choice(self, obj: County) -> Choice:
        return Choice(str(obj.pk), obj.name)


def _clean(text: str) -> str:
    """Without the null character, which PostgreSQL has not in a text."""
    return text.replace("\0", "").strip()


def _begun_first(choices: Any, text: str) -> list[Choice]:
    """Those whose label the text begins come before those that hold it somewhere; each in the order they had."""
    begun = text.casefold()
    return sorted(choices, key=lambda choice: not choice.label.casefold().startswith(begun))
