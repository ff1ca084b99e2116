"""Who sees a document: a level on the document, a relation of the person to the agreement."""

from collections.abc import Collection
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Visibility(TextChoices):
    """How far a document is spread, from the widest circle to the narrowest."""

    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("the cooperation's members")
    BUYERS = "buyers", _("the eligible buyers")
    SUPPLIERS = "suppliers", _("the agreement's suppliers")
    OFFICE = "office", _("the cooperation's office")


class Relation(StrEnum):
    """What a person is to an agreement."""

    PUBLIC = "public"
    MEMBER = "member"
    BUYER = "buyer"
    SUPPLIER = "supplier"
    OFFICE = "office"


#: Suppliers do not see what is for members and buyers: in a framework with several suppliers it may hold the prices of
#: their competitors, or what the buyers think of them. What both sides should read is attached for everybody, or twice.
_SEEN_BY: dict[Relation, tuple[Visibility, ...]] = {
    Relation.PUBLIC: (Visibility.PUBLIC,),
    Relation.MEMBER: (Visibility.PUBLIC, Visibility.MEMBERS),
    Relation.BUYER: (Visibility.PUBLIC, Visibility.MEMBERS, Visibility.BUYERS),
    Relation.SUPPLIER: (Visibility.PUBLIC, Visibility.SUPPLIERS),
    Relation.OFFICE: tuple(Visibility),
}


def levels_seen_by(relations: Collection[Relation]) -> tuple[Visibility, ...]:
    """The levels that a person with these relations sees, the widest first; everybody sees what is public."""
    seen = {level for relation in {Relation.PUBLIC, *relations} for level in _SEEN_BY[relation]}
    return tuple(level for level in Visibility if level in seen)


def may_see(level: Visibility, relation: Relation) -> bool:
    """Whether a person with this relation sees a document of this level."""
    return level in _SEEN_BY[relation]
