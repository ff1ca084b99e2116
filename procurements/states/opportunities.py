"""What may be asked of the opportunities: how deep the branches are, where the facts come from, in which order."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Depth(IntegerChoices):
    """How many digits of their CPV codes things share that are bought together."""

    DIVISION = 2, _("division (two digits)")
    GROUP = 3, _("group (three digits)")
    CLASS = 4, _("class (four digits)")


class Source(TextChoices):
    """What an opportunity is found in."""

    BOTH = "both", _("agreements and 2021")
    AGREEMENTS = "agreements", _("agreements that run out")
    PAST = "past", _("procured separately in 2021")


class Order(TextChoices):
    """What comes first."""

    SCORE = "score", _("highest score")
    VALUE = "value", _("largest known value")
    MEMBERS = "members", _("most members")
    BEGIN_BY = "begin_by", _("first to begin")
