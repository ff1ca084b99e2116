"""Rules 1 and 2: how long a framework lasts, and how long the contracts made under it."""

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, answer
from portal.law.frameworks.terms import Terms
from portal.law.periods import last_day_of_period

LONGEST_FRAMEWORK = 48  # months


def duration(terms: Terms) -> Answer:
    """Rule 1: a framework lasts at most four years, options included, unless the reasons are recorded.

    Source: 2014/24/EU art. 33(1). Four years are counted by the calendar: from 1 January 2026 to 31 December 2029.
    """
    if not terms.is_framework or terms.starts_on is None or terms.last_day is None:
        return Allowed()
    limit = last_day_of_period(terms.starts_on, LONGEST_FRAMEWORK)
    if terms.last_day <= limit:
        return Allowed()
    if terms.duration_reason.strip():
        return answer(
            notes=[
                terms.reason(
                    _("With all its options it lasts more than four years, for this reason: %(why)s"),
                    "duration_reason",
                    sources.DURATION,
                    why=terms.duration_reason.strip(),
                )
            ]
        )
    return answer(
        [
            terms.reason(
                _(
                    "A framework agreement lasts at most four years with all its options: here until %(limit)s, but it"
                    " may run until %(last)s. Shorten it, or record the reasons for a longer time."
                ),
                "duration_reason",
                sources.DURATION,
                limit=limit,
                last=terms.last_day,
            )
        ]
    )


def two_dates(terms: Terms) -> Answer:
    """Rule 2: a framework states the last day to call off and the latest end of the contracts made under it.

    Source: 2014/24/EU recital 62: a contract under a framework may outlive it, a call-off may not. The last day to call
    off is the agreement's last day, used options included; contracts may run on from it, so their latest end is not
    before it. An agreement of another kind need not state such an end; one that does keeps to the same.
    """
    latest, last = terms.latest_contract_end_on, terms.last_call_off_day
    if latest is None and terms.is_framework:
        return answer(
            [
                terms.reason(
                    _("State the latest day that a contract made under the framework may run."),
                    "latest_contract_end_on",
                    sources.AFTER_EXPIRY,
                )
            ]
        )
    if latest is not None and last is not None and latest < last:
        return answer(
            [
                terms.reason(
                    _(
                        "Contracts would have to end by %(latest)s, before the last day to call off, %(last)s."
                        " State a later end of contracts."
                    ),
                    "latest_contract_end_on",
                    sources.AFTER_EXPIRY,
                    latest=latest,
                    last=last,
                )
            ]
        )
    return Allowed()
