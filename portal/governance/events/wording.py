"""Words of events: when they are, and what their history says."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.governance.models import Event
from portal.web import formats

ACTIONS: Mapping[str, Any] = {
    "event.planned": _("Event planned"),
    "event.changed": _("Details changed"),
    "event.announce": _("Event announced"),
    "event.cancel": _("Event cancelled"),
    "event.close": _("Event closed"),
    "event.wrapped_up": _("Attendance and what was learned"),
    "event.material_added": _("Material added"),
    "event.material_removed": _("Material removed"),
    "sign_up.made": _("Signed up"),
    "sign_up.take": _("Signed up"),
    "sign_up.queue": _("Put on the waiting list"),
    "sign_up.move_up": _("Moved up from the waiting list"),
    "sign_up.withdraw": _("Withdrawn"),
}
FACTS: Mapping[str, Any] = {"material": _("material"), "present": _("number of those who were there")}


def when(event: Event) -> str:
    """The day and hours of an event: 3 feb. 2027 09:00–16:00, or from day to day."""
    begins, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    if begins.date() == ends.date():
        return _now("%(day)s, %(from)s–%(to)s") % {
            "day": formats.date(begins.date()),
            "from": f"{begins:%H:%M}",
            "to": f"{ends:%H:%M}",
        }
    return f"{formats.datetime(event.starts_at)} – {formats.datetime(event.ends_at)}"
