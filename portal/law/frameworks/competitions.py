"""Rule 7 for mini-competitions: whether somebody must wait between the decision and the call-off."""

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Reason, Source

_EXEMPT = Source("LOU", "20 kap. 2 §", certain=False)
_NORWAY = Source("FOA", "kap. 25", certain=False)


def standstill(jurisdiction: str) -> Reason:
    """What to keep in mind before calling off from the winner. Source: LOU 20 kap. exempts call-offs by
    mini-competition from standstill; for Norway nothing has been checked, and the answer says so."""
    if jurisdiction == "SE":
        text = _("No standstill applies to a call-off by mini-competition: you can call off from the winner at once.")
        return Reason(text, _EXEMPT)
    text = _("Whether you must wait before you call off differs from Sweden: check the rules on standstill first.")
    return Reason(text, _NORWAY)
