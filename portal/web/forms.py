"""Forms: the base classes, money and dates as people write them, and rows inside a form.

A form is drawn by the macros of components/form.html. Rows (lots, and suppliers within a lot) are forms inside
the form; their "add" and "remove" buttons submit it, so they work without JavaScript and nothing typed is lost.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.forms.renderers import BaseRenderer
from django.forms.utils import ErrorDict
from django.template.backends.jinja2 import Jinja2
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.web import formats
from portal.web.lookups import LookupField

ACTION = "_rows"
_FIRST_YEAR, _LAST_YEAR = 1800, 2999
_DJANGO_WIDGETS = Path(django.forms.__file__).parent / "jinja2"


class Renderer(BaseRenderer):
    """Draws widgets with our Jinja2 environment: Django's own widget templates, and ours for the others."""

    @cached_property
    def engine(self) -> Jinja2:
        return Jinja2(
            {
                "APP_DIRS": False,
                "DIRS": [settings.BASE_DIR / "templates", _DJANGO_WIDGETS],
                "NAME": "widgets",
                "OPTIONS": {"environment": "portal.web.jinja.environment"},
            }
        )

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(template_name)


@dataclass(frozen=True)
class FormError:
    """A line of the error summary: what is wrong, in which field, and the id to jump to ('' for the whole form)."""

    message: str
    label: str = ""
    id: str = ""


@dataclass
class Rows:
    """Declares forms inside a form: `rows = {"lots": Rows(LotForm, label=_("Lots"), add_label=_("Add a lot"))}`.

    `minimum` empty rows are shown at first; a row left wholly empty is ignored. `maximum` ends the adding.
    `numbered` is what one row is called in its heading ("Lot"); rows without it are drawn as one line each.
    """

    form_class: type["FormMixin"]
    label: Any
    add_label: Any
    numbered: Any = ""
    minimum: int = 1
    maximum: int = 200
    help_text: Any = ""


@dataclass
class BoundRows:
    """The rows of one form as they stand: drawn by the macro `rows`, read through `cleaned_data`."""

    spec: Rows
    name: str
    prefix: str
    forms: list[Any] = field(default_factory=list)
    fresh: str = ""

    @property
    def can_add(self) -> bool:
        return len(self.forms) < self.spec.maximum

    @property
    def filled(self) -> list[Any]:
        return [form for form in self.forms if form.filled]


class FormMixin:
    """What our forms have beyond Django's: the user who fills them, nested rows and a flat list of errors.

    `user` scopes lookups. `initial` and `cleaned_data` hold the rows of `lots` as a list of dicts under "lots",
    nested rows inside them. When a row button was pressed, `rows_pressed` is true and the form shows no errors: the
    view draws it again and saves nothing.
    """

    rows: Mapping[str, Rows] = {}
    row_index = ""  # of a form that is a row
    # One for all forms: each has an environment of its own, which compiles the widgets' templates once.
    default_renderer: type[BaseRenderer] | BaseRenderer | None = Renderer()

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        for form_field in self.fields.values():  # type: ignore[attr-defined]
            if isinstance(form_field, LookupField):
                form_field.for_user(user)
        self.rows_of = {name: self._bind(name, spec) for name, spec in self.rows.items()}

    @cached_property
    def rows_pressed(self) -> bool:
        """Whether this was submitted by a row's "add" or "remove" button, or by a lookup's "add"."""
        return bool(self.is_bound and self.data.get(ACTION))  # type: ignore[attr-defined]

    def _bind(self, name: str, spec: Rows) -> BoundRows:
        bound = BoundRows(spec, name, self.add_prefix(name))  # type: ignore[attr-defined]
        if self.is_bound:  # type: ignore[attr-defined]
            indexes, bound.fresh = self._submitted_rows(bound)
            initials: list[dict[str, Any] | None] = [None] * len(indexes)
        else:
            initials = list(self.initial.get(name) or [])  # type: ignore[attr-defined]
            initials += [None] * (spec.minimum - len(initials))
            indexes = [str(i) for i in range(len(initials))]
        for index, initial in zip(indexes, initials, strict=True):
            came_in = self.is_bound and index != bound.fresh  # type: ignore[attr-defined]
            form = spec.form_class(
                self.data if came_in else None,  # type: ignore[attr-defined]
                self.files if came_in else None,  # type: ignore[attr-defined]
                user=self.user,
                prefix=f"{bound.prefix}-{index}",
                initial=initial,
                empty_permitted=True,
                use_required_attribute=False,
            )
            form.row_index = index
            bound.forms.append(form)
        return bound

    def _submitted_rows(self, bound: BoundRows) -> tuple[list[str], str]:
        """The indexes of the rows that came in, after the pressed button has been obeyed, and that of a new one."""
        sent = self.data.getlist(f"{bound.prefix}-row")  # type: ignore[attr-defined]
        indexes = [i for i in dict.fromkeys(sent) if i.isdecimal() and len(i) < 6][: bound.spec.maximum]
        action = self.data.get(ACTION, "")  # type: ignore[attr-defined]
        if action.startswith(f"remove:{bound.prefix}:"):
            gone = action.rpartition(":")[2]
            indexes = [i for i in indexes if i != gone]
        elif action == f"add:{bound.prefix}" and len(indexes) < bound.spec.maximum:
            fresh = str(max((int(i) for i in indexes), default=-1) + 1)
            return [*indexes, fresh], fresh
        return indexes, ""

    @property
    def filled(self) -> bool:
        """Whether anything has been typed in this row or in the rows inside it."""
        return self.has_changed() or any(bound.filled for bound in self.rows_of.values())  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        if self.rows_pressed:
            self._errors = ErrorDict(renderer=self.renderer)  # type: ignore[attr-defined]
            self.cleaned_data: dict[str, Any] = {}
            return
        # A row is empty only when the rows inside it are, too.
        if getattr(self, "empty_permitted", False) and any(b.filled for b in self.rows_of.values()):
            self.empty_permitted = False
        super().full_clean()  # type: ignore[misc]

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, bound in self.rows_of.items():
            self.cleaned_data[name] = [form.cleaned_data for form in bound.filled if form.is_valid()]

    def is_valid(self) -> bool:
        if self.rows_pressed:
            return False
        rows_valid = [form.is_valid() for bound in self.rows_of.values() for form in bound.filled]
        return super().is_valid() and all(rows_valid)  # type: ignore[misc]

    def error_list(self) -> list[FormError]:
        """Every error of the form and of its rows, in the order of the page."""
        if not self.is_bound or self.rows_pressed:  # type: ignore[attr-defined]
            return []
        errors = [FormError(str(message)) for message in self.non_field_errors()]  # type: ignore[attr-defined]
        for name, messages in self.errors.items():  # type: ignore[attr-defined]
            if name in self.fields:  # type: ignore[attr-defined]
                bound_field = self[name]  # type: ignore[index]
                anchor = bound_field.id_for_label or bound_field.auto_id
                errors += [FormError(str(m), str(bound_field.label), anchor) for m in messages]
        for bound in self.rows_of.values():
            for form in bound.filled:
                errors += form.error_list()
        return errors


class Form(FormMixin, forms.Form):
    """The base of our forms."""


class VersionForm(Form):
    """A form of something that several people edit: ``version`` is the one that was opened, 0 where there was none."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_version(self) -> int:
        return self.cleaned_data["version"] or 0


class ModelForm(FormMixin, forms.ModelForm):
    """The base of forms that take their fields from a model. They check shape; a service saves."""


class DateInput(forms.DateInput):
    """The browser's own date field, which always speaks ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day; browsers without a date field may send 2026-11-20 or 20.11.2026."""

    widget = DateInput
    input_formats = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]
    default_error_messages = {"invalid": _("Write the date as 2026-11-20.")}

    def to_python(self, value: Any) -> date | None:
        """The day; one of a year that nobody means is refused, so that days before and after it can be reckoned."""
        day = super().to_python(value)
        if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


_SPACES = re.compile(r"[\s\u00a0\u2009\u202f']")
_UNIT = re.compile(r"(kr|kronor|kroner|sek|nok)\.?$", re.IGNORECASE)
_GROUPED = {mark: re.compile(rf"\d{{1,3}}({re.escape(mark)}\d{{3}})+") for mark in ",."}


def parse_money(text: str, language: str = "sv") -> Decimal:
    """The amount meant by 1 250 000,50 or 1,250,000.50 or 1.250.000 kr; ValueError when it could mean two things.

    With both marks, the last one is the decimal mark. A single mark before exactly three digits is a thousands
    mark in English (1,250) and refused otherwise, because 1.250 means different amounts in different countries.
    """
    text = _UNIT.sub("", _SPACES.sub("", text)).replace("\u2212", "-")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    decimal_mark = max(",.", key=digits.rfind) if {",", "."} <= set(digits) else ""
    if decimal_mark:
        whole, _mark, fraction = digits.rpartition(decimal_mark)
        group = "," if decimal_mark == "." else "."
        if not _GROUPED[group].fullmatch(whole):
            raise ValueError(text)
        digits = f"{whole.replace(group, '')}.{fraction}"
    else:
        for mark in ",.":
            if _GROUPED[mark].fullmatch(digits):
                if digits.count(mark) == 1 and not (mark == "," and language.startswith("en")):
                    raise ValueError(text)
                digits = digits.replace(mark, "")
        digits = digits.replace(",", ".")
    if not re.fullmatch(r"\d{1,15}(\.\d*)?", digits):
        raise ValueError(text)
    try:
        return Decimal(sign + digits)
    except InvalidOperation as error:
        raise ValueError(text) from error


class MoneyInput(forms.TextInput):
    """A text box with the digits grouped as the reader writes them; `currency` stands beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "ds-input figures", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal | int):
            return formats.number(value, 0 if value == int(value) else 2)
        return value


class MoneyField(forms.Field):
    """An amount ex VAT, as a non-negative Decimal with at most two decimals; None when empty.

    Amounts are kept with fifteen digits, two of them after the decimal mark.
    """

    largest = Decimal("9999999999999.99")

    widget = MoneyInput
    default_error_messages = {
        "invalid": _("Write the amount in figures, such as 1250000 or 1 250 000,50."),
        "decimals": _("An amount has at most two decimals."),
        "large": _("The amount is larger than the portal can keep."),
    }
    default_validators = [MinValueValidator(Decimal(0), _("An amount is never negative."))]

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.currency = currency

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            amount = parse_money(str(value), get_language() or "sv")
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if abs(amount) > self.largest:
            raise ValidationError(self.error_messages["large"], code="large")
        if amount != amount.quantize(Decimal("0.01")):
            raise ValidationError(self.error_messages["decimals"], code="decimals")
        return amount

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
