"""A number that is measured, as people write it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.governance.models.goals import DECIMALS, plain_number
from portal.web import formats
from portal.web.forms import MoneyInput, parse_money


class FigureInput(MoneyInput):
    """A text box with the number as the reader writes it, with all its decimals."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            short = plain_number(value)
            exponent = short.as_tuple().exponent
            return formats.number(short, -exponent if isinstance(exponent, int) and exponent < 0 else 0)
        return value


class FigureField(forms.Field):
    """A number with at most four decimals (or ``decimals``); below zero only where ``negative`` says so; None when
    empty."""

    largest = Decimal(10) ** 12
    widget = FigureInput
    default_error_messages = {
        "invalid": _("Write the number in figures, such as 1250 or 12,5."),
        "decimals": _("At most %(decimals)s decimals are kept."),
        "large": _("The number is larger than the portal can keep."),
        "negative": _("The number is never negative."),
    }

    def __init__(self, *, decimals: int = DECIMALS, negative: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.decimals, self.negative = decimals, negative

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            number = parse_money(str(value).removesuffix("%"), get_language() or "sv")
        except ValueError:
            raise self._wrong("invalid") from None
        if abs(number) >= self.largest:
            raise self._wrong("large")
        if number < 0 and not self.negative:
            raise self._wrong("negative")
        if number != round(number, self.decimals):
            raise self._wrong("decimals")
        return number

    def _wrong(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"decimals": self.decimals})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
