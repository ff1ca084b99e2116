"""Rule 7: the standstill between the award decision and the signing, and what suspends the signing besides."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Reason, Source
from portal.law.calendars import Counted, Rule, count
from portal.law.frameworks import competitions
from portal.law.procedures import Procedure
from portal.law.wording import Weekday

ELECTRONIC, OTHERWISE = 10, 15  # days

_STANDSTILL = Source(
    _("Directive 89/665/EEC"),
    "art. 2a",
    national={"SE": Source("LOU", "20 kap. 1 §"), "NO": Source("FOA", "§ 25-2", certain=False)},
)
_REVIEW = Source("LOU", "20 kap.", certain=False)
_INJUNCTION = Source("LOA", "kap. 3", certain=False)
_REASONABLE = Source("FOA", "§ 10-2", certain=False)
_RULES = {"SE": Rule.SWEDISH, "NO": Rule.EU}


def standstill(
    jurisdiction: str,
    sent_on: date,
    *,
    electronic: bool = True,
    mini_competition: bool = False,
    procedure: str = "",
) -> Counted:
    """The earliest day to sign when the award decision is sent on a day.

    Ten days when it is sent electronically, fifteen otherwise; an end on a free day moves to the next working day, and
    the agreement may be signed on the day after (LOU 20 kap. 1 §, lag 1930:173 2 §; FOA § 25-2, Regulation 1182/71
    art. 3). Under LOU a mini-competition is exempt, and so is a direct award that needs no notice.
    """
    exempt = _exempt(jurisdiction, mini_competition, procedure)
    if exempt is not None:
        return Counted(None, (exempt,))
    days = ELECTRONIC if electronic else OTHERWISE
    text = (
        _("The standstill lasts %(days)s days, because the decision was sent electronically.")
        if electronic
        else _("The standstill lasts %(days)s days, because the decision was not sent electronically.")
    )
    counted = count(sent_on, days, jurisdiction, _RULES[jurisdiction])
    assert counted.last_day is not None
    sign_on = counted.last_day + timedelta(days=1)
    steps = (
        Reason(text, _STANDSTILL.within(jurisdiction), None, {"days": days}),
        *counted.steps,
        Reason(_("The agreement may be signed on the day after, %(day)s."), None, None, {"day": Weekday(sign_on)}),
    )
    kept = (competitions.standstill(jurisdiction),) if mini_competition else ()
    return Counted(sign_on, steps, (*counted.notes, *kept, *suspended_by(jurisdiction)), counted.last_day)


def suspended_by(jurisdiction: str) -> tuple[Reason, ...]:
    """What keeps the parties from signing after the standstill, and what does not."""
    if jurisdiction == "SE":
        text = _(
            "If somebody applies for review in court during the standstill, you may not sign until it has decided."
        )
        return (Reason(text, _REVIEW),)
    return (
        Reason(
            _("A complaint to KOFA does not by itself keep you from signing; many wait for its decision."), _INJUNCTION
        ),
        Reason(
            _(
                "If somebody asks a court for an injunction during the standstill, you may not sign until it has"
                " decided."
            ),
            _INJUNCTION,
        ),
    )


def _exempt(jurisdiction: str, mini_competition: bool, procedure: str) -> Reason | None:
    if mini_competition and jurisdiction == "SE":
        return competitions.standstill(jurisdiction)
    if procedure == Procedure.DIRECT:
        return Reason(_("A direct award without a notice has no standstill."), None)
    if jurisdiction == "NO" and procedure in (Procedure.NATIONAL, Procedure.SOCIAL):
        text = _("Below the EEA threshold the law counts no days: wait for a reasonable time, and state it.")
        return Reason(text, _REASONABLE)
    return None
