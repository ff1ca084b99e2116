"""Who takes part in a procurement: until when an organisation answers, what its answer means, who has the authority.

Rule 4: only buyers that are named from the start may use what is procured (Directive 2014/24/EU art. 33(2)). The
cooperation's own last day for answers comes before that, so that values and requirements can rest on them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, Denied, Reason, answer, denied


@dataclass(frozen=True)
class Asked:
    """An organisation that is asked to take part, as its answer stands.

    ``due_on`` is its last day to answer, that day included. ``answered`` and ``named`` say whether an answer is there,
    and whether it makes the organisation a buyer that the notice names. ``ready`` and ``announced`` say how far the
    procurement has come: fixed for the notice, or published.
    """

    due_on: date
    answered: bool = False
    named: bool = False
    ready: bool = False
    announced: bool = False


def may_answer(asked: Asked, day: date, jurisdiction: str = "") -> Answer:
    """Whether an answer is given or changed on a day.

    Until its last day an organisation answers as it likes. After it, one that is named already may correct its answer
    until the notice is fixed; one that is not has answered too late, and only the office can give it another day.
    Source of the last limit: 2014/24/EU art. 33(2); KOFA 2015/65.
    """
    source = sources.PARTIES.within(jurisdiction)
    if asked.announced:
        return denied(
            _("The notice is published: only the organisations that it names may use the agreement."), source=source
        )
    if asked.ready:
        return denied(
            _("The procurement is ready to publish. Ask the office to take it back, if the answer has to change.")
        )
    if day <= asked.due_on or asked.named:
        return Allowed()
    text = (
        _("The last day to change the answer was %(day)s. The office can give you another day until the notice.")
        if asked.answered
        else _("The last day to answer was %(day)s. The office can give you another day until the notice.")
    )
    return denied(text, source=source, day=asked.due_on)


def may_set_last_day(due_on: date, day: date, notice_on: date | None, field: str = "due_on") -> Answer:
    """Whether ``due_on`` can be the last day to answer: it has not passed, and lies before the planned notice.
    ``field`` is where it was typed."""
    if due_on < day:
        return denied(_("This day has passed: nobody could answer."), field)
    if notice_on is not None and due_on >= notice_on:
        return denied(
            _("The contract notice is planned for %(day)s: answers are needed before that."), field, day=notice_on
        )
    return Allowed()


NO_AUTHORITY = Denied(
    (
        Reason(
            _(
                "Only the organisation's purchasing contact and the deputy sign for it, while they are appointed."
                " Others have a mandate signed and upload it."
            ),
            field="mandate",
        ),
    )
)

#: The role whose holder signs for an organisation; a deputy holds the same.
AUTHORISED = "purchasing_contact"


def has_authority(roles: Collection[str]) -> Answer:
    """Whether somebody who holds these roles in an organisation on the day of signing signs for it.

    The members settle that in their cooperation's agreement, no law does: the purchasing contact and the deputy.
    """
    return Allowed() if AUTHORISED in roles else NO_AUTHORITY


def answer_whole(*, names: bool, joins: bool, volume: Decimal | None, reason: str) -> Answer:
    """What an answer has to say: ``joins`` and options (both ``names``) what they pledge a year, others why not."""
    return answer(_missing(names, joins, volume, reason))


def _missing(names: bool, joins: bool, volume: Decimal | None, reason: str) -> Iterator[Reason]:
    if not names:
        if not reason.strip():
            yield Reason(_("Say why you do not take part: the next procurement learns from it."), field="reason")
    elif volume is None:
        yield Reason(_("Say for how much you expect to buy a year."), field="yearly_volume")
    elif volume < 0:
        yield Reason(_("An amount is never negative."), field="yearly_volume")
    elif joins and volume == 0:
        yield Reason(
            _("Whoever takes part buys something. Take an option if you do not know whether you will."),
            field="yearly_volume",
        )


def meaning(jurisdiction: str) -> tuple[Reason, ...]:
    """What an answer means, in plain words, for the person who gives it."""
    parties, maximum = (source.within(jurisdiction) for source in (sources.PARTIES, sources.MAXIMUM))
    return (
        Reason(_("Taking part is binding: your organisation is to buy this under the agreement, not beside it.")),
        Reason(
            _("An option is not binding: your organisation is named in the notice and may use the agreement later.")
        ),
        Reason(
            _(
                "Whoever declines or does not answer stays outside as long as the agreement runs. Nobody can join it"
                " once the notice is published."
            ),
            parties,
        ),
        Reason(
            _(
                "The maximum value is reckoned from what all pledge. At the maximum the agreement is used up for"
                " everybody, so pledge what you really expect to buy."
            ),
            maximum,
        ),
    )
