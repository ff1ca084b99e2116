"""The procedures by which a procurement is run, and in which jurisdiction each is known."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.law.jurisdictions import JurisdictionCode


class Procedure(TextChoices):
    """The procedures of Directive 2014/24/EU art. 26 and 74, and those that national law has below its thresholds."""

    OPEN = "open", _("open procedure")
    RESTRICTED = "restricted", _("restricted procedure")
    NEGOTIATED = "negotiated", _("competitive procedure with negotiation")
    DIALOGUE = "dialogue", _("competitive dialogue")
    INNOVATION = "innovation", _("innovation partnership")
    SOCIAL = "social", _("social and other specific services")
    NATIONAL = "national", _("advertised under national rules")
    DIRECT = "direct", _("direct award")


#: Under which procedures a cooperation buys, by jurisdiction.
KNOWN: Mapping[str, tuple[Procedure, ...]] = {
    JurisdictionCode.SE: tuple(Procedure),
    JurisdictionCode.NO: tuple(Procedure),
}
