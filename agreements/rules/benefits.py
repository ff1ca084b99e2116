"""Who says what a member has gained, who reviews it, and what keeps it from being counted twice."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Benefit, BenefitLine
from agreements.querysets.benefits import READING_ROLES
from agreements.states.benefits import BENEFIT, PRICE_METHODS, BenefitKind, Method, kind_of
from agreements.use import named_in
from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, Denied, Reason, answer, denied
from portal.organisations.models import Membership
from portal.workflow.transitions import WRONG_STATUS

#: What a year came to is reviewed by the end of March of the next, and not sooner than so long after it was claimed.
REVIEWED_BY = (3, 31)
TIME_TO_REVIEW = timedelta(days=30)

NOT_YOURS = denied(
    _("Benefits are entered by the member's own purchasing contact and by the cooperation's office."), "organisation"
)
OFFICE_REVIEWS = denied(_("Benefits are reviewed by the cooperation's office."))
ANOTHER_PERSON = denied(_("Another person than the one who entered it reviews it."))
NOT_PUBLISHED = denied(_("A draft has given nobody anything yet."))
SAY_WHY = denied(_("Say why."), "reason")
TWICE = _("A benefit of this kind stands already for the same member, agreement and year. Correct that one.")
SAME_VOLUME = _(
    "“%(what)s” is counted for this member and year under “%(agreement)s” already, and both agreements ran at the same"
    " time: the same volume is not counted twice."
)


def may_see_any(actor: Actor) -> bool:
    """Whether the list of benefits concerns the actor."""
    return bool(actor.office) or actor.has(Role.CONTACT, *READING_ROLES) or actor.is_administrator


def read_by(actor: Actor) -> frozenset[int]:
    """The cooperations of which the actor sees every member's benefit: as their office, or in one of their groups."""
    return actor.office | actor.places(Place.COOPERATION, *READING_ROLES)


def enters_for(actor: Actor, agreement: Agreement) -> frozenset[int]:
    """The organisations (ids) whose benefit of an agreement the actor enters: those that it was made for, of which the
    office enters any and a purchasing contact the own."""
    if agreement.is_draft:
        return frozenset()
    named = named_in(agreement)
    homes = Membership.objects.filter(cooperation=agreement.cooperation_id, organisation__in=named)
    members = frozenset(homes.values_list("organisation", flat=True))
    if agreement.cooperation_id in actor.office:
        return members
    return members & actor.places(Place.ORGANISATION, Role.CONTACT)


def may_begin(actor: Actor, agreement: Agreement) -> Answer:
    """Whether there is any member whose benefit of the agreement the actor enters."""
    if agreement.is_draft:
        return NOT_PUBLISHED
    return Allowed() if enters_for(actor, agreement) else NOT_YOURS


def may_enter(actor: Actor, agreement: Agreement, organisation_id: int) -> Answer:
    return Allowed() if organisation_id in enters_for(actor, agreement) else NOT_YOURS


def keeps(actor: Actor, benefit: Benefit) -> bool:
    """Whether the actor answers for a benefit: as the member's purchasing contact, or of the office."""
    own = actor.has(Role.CONTACT, organisation=benefit.organisation_id)
    return own or benefit.agreement.cooperation_id in actor.office


def may_step(actor: Actor, name: str, benefit: Benefit) -> Answer:
    """Whether the actor may take a step of a benefit's course now: those who answer for it claim and withdraw it; a
    second person of the office reviews it, or sends it back."""
    if name in ("reviewed", "sent_back"):
        allowed = _may_judge(actor, benefit)
    else:
        allowed = Allowed() if keeps(actor, benefit) else NOT_YOURS
    if allowed and not BENEFIT.possible(name, benefit.state):
        return WRONG_STATUS
    return allowed


def _may_judge(actor: Actor, benefit: Benefit) -> Answer:
    if benefit.agreement.cooperation_id not in actor.office:
        return OFFICE_REVIEWS
    if actor.user.pk in (benefit.entered_by_id, benefit.claimed_by_id):
        return ANOTHER_PERSON
    return Allowed()


def may_edit(actor: Actor, benefit: Benefit) -> Answer:
    """A draft is changed; what was claimed is corrected."""
    if not keeps(actor, benefit):
        return NOT_YOURS
    return Allowed() if benefit.is_draft else WRONG_STATUS


def may_correct(actor: Actor, benefit: Benefit) -> Answer:
    """What stands is corrected by another, and withdrawn by that."""
    if not keeps(actor, benefit):
        return NOT_YOURS
    return Allowed() if benefit.is_standing else WRONG_STATUS


def years_of(agreement: Agreement, today: date) -> range:
    """The years in which an agreement can have given something: from its first to its last, at most to this one."""
    first = agreement.starts_on.year if agreement.starts_on else today.year
    ends = max((day for day in (agreement.last_day, agreement.latest_contract_end_on) if day), default=today)
    return range(first, min(ends.year, today.year) + 1)


def well_formed(agreement: Agreement, said: Any, today: date) -> Answer:
    """A benefit is of a year of the agreement, of a member of that year, and says what its sum is reckoned from."""
    return answer(_contradictions(agreement, said, today))


def _contradictions(agreement: Agreement, said: Any, today: date) -> Iterator[Reason]:
    if said.year not in years_of(agreement, today):
        yield Reason(_("The agreement did not run in that year, or the year is still to come."), field="year")
    elif not _was_member(agreement, said.organisation_id, said.year):
        yield Reason(_("The organisation was no member in that year."), field="organisation")
    if not said.source.strip():
        yield Reason(_("Say where the figures come from."), field="source")
    match said.method:
        case Method.PROCESS:
            if not (said.hours and said.hours > 0):
                yield Reason(_("Say how many hours were saved."), field="hours")
            if not (said.hourly_rate and said.hourly_rate > 0):
                yield Reason(_("Say what an hour costs."), field="hourly_rate")
        case Method.AVOIDED:
            if not (said.avoided and said.avoided > 0):
                yield Reason(_("Say what was avoided, as an amount."), field="avoided")
            if not said.reason.strip():
                yield Reason(_("Say what was avoided, and why it would have come otherwise."), field="reason")
        case _ if said.method in PRICE_METHODS:
            yield from _wrong_lines(said.lines)
        case _:
            yield Reason(_("Choose one of the methods."), field="method")


def _was_member(agreement: Agreement, organisation_id: int, year: int) -> bool:
    return Membership.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=date(year, 1, 1)),
        cooperation=agreement.cooperation_id,
        organisation=organisation_id,
        valid_from__lte=date(year, 12, 31),
    ).exists()


def _wrong_lines(lines: Iterable[Any]) -> Iterator[Reason]:
    """Prices are compared line by line; the same thing stands in one line only."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        name = line.what.strip().casefold()
        if not name:
            yield Reason(_("Say what was bought."), field=f"lines.{number}.what")
        elif name in seen:
            text = _("“%(what)s” stands in another line already: its volume would be counted twice.")
            yield Reason(text, field=f"lines.{number}.what", params={"what": line.what.strip()})
        seen.add(name)
        if line.volume <= 0:
            yield Reason(_("The volume is more than zero."), field=f"lines.{number}.volume")
        if line.compared_price < 0 or line.price_now < 0:
            yield Reason(_("A price is never negative."), field=f"lines.{number}.price_now")
    if not seen:
        yield Reason(_("Write at least one line: what was bought, how much, and both prices."))


def counted_once(benefit: Benefit) -> Answer:
    """Whether a benefit can stand beside those that do: one of a kind per agreement, member and year; and nothing of
    the same name bought by the same member in the same year under another agreement that ran at the same time."""
    standing = Benefit.objects.standing().exclude(pk=benefit.pk)
    kind = kind_of(benefit.method)
    same = standing.filter(
        agreement=benefit.agreement_id, organisation=benefit.organisation_id, year=benefit.year, kind=kind
    )
    if same.exists():
        return denied(TWICE)
    if kind != BenefitKind.PRICE:
        return Allowed()
    names = {line.what.strip().casefold(): line.what for line in benefit.lines.all()}
    others = BenefitLine.objects.filter(
        benefit__in=standing.filter(organisation=benefit.organisation_id, year=benefit.year, kind=kind)
    ).select_related("benefit__agreement")
    reasons = [
        Reason(SAME_VOLUME, params={"what": row.what, "agreement": row.benefit.agreement.title})
        for row in others
        if row.what.strip().casefold() in names and _ran_together(benefit.agreement, row.benefit.agreement)
    ]
    return Denied(tuple(reasons)) if reasons else Allowed()


def _ran_together(one: Agreement, other: Agreement) -> bool:
    """Whether two agreements could be bought under on the same day; an unknown day sets no limit."""
    return not (_before(one, other) or _before(other, one))


def _before(one: Agreement, other: Agreement) -> bool:
    return bool(one.last_day and other.starts_on and one.last_day < other.starts_on)


def review_day(year: int, today: date) -> date:
    """The day by which a benefit is reviewed that is claimed today."""
    return max(date(year + 1, *REVIEWED_BY), today + TIME_TO_REVIEW)
