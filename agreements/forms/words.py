"""What the forms of agreements are put together from: the words of the model, and common widgets."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement


def label(name: str, model: Any = Agreement) -> Any:
    """The name of a model's field as a form writes it."""
    return capfirst(model._meta.get_field(name).verbose_name)


def help_of(name: str, model: Any = Agreement) -> Any:
    """What a model's field says of itself."""
    return model._meta.get_field(name).help_text


def with_empty(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Choices that begin with none made."""
    return [("", _("Choose")), *choices]


def area(rows: int = 3) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})
