"""What falls due in agreements: options, ends, call-offs, mini-competitions, changes and ceilings, each for those who
answer for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.ceilings import watched, watched_balances
from agreements.models import (
    Agreement,
    AgreementChange,
    AgreementCpv,
    CallOff,
    CompetitionInvitation,
    ExtensionOption,
    MiniCompetition,
)
from agreements.states import AgreementStatus, OptionState
from agreements.states.call_offs import CallOffStatus, CompetitionStatus
from agreements.states.ceilings import LEVEL_LABELS
from agreements.states.changes import ChangeStatus
from portal.law.frameworks.ceilings import Level
from portal.organisations.offices import Offices
from portal.organisations.periods import valid_on
from portal.workflow import deadlines
from portal.workflow.deadlines import Deadline, Kind, Window
from suppliers.models import SupplierUser

SUCCEEDS_WITHIN = timedelta(days=183)
ESCALATES = 30  # days before, the last step of what an agreement's officer answers for
OPTION = Kind("option", gettext_lazy("Notice of an option"), (90, 60, ESCALATES))
ENDING = Kind("agreement-end", gettext_lazy("Agreement runs out"), (90, 60, ESCALATES))
CONTRACTS = Kind("contracts-end", gettext_lazy("Latest end of contracts"), (90, 60, ESCALATES))
CALL_OFF = Kind("call-off-end", gettext_lazy("Call-off ends"), (60, 30), stays=True)
ANSWERS = Kind("answers", gettext_lazy("Answers to a mini-competition"), (7, 1))
CONFIRM = Kind("change-confirm", gettext_lazy("Change awaits a second person"), (365, 7))
EFFECT = Kind("change-effect", gettext_lazy("Change takes effect"), (14, 0))
CEILING = Kind("ceiling", gettext_lazy("Ceiling"), (0,), dated=False)


def answering(agreement: Agreement, offices: Offices) -> tuple[int, ...]:
    """The responsible officer, while that person has a role there; otherwise those who lead the cooperation."""
    serving = offices.staff[agreement.cooperation_id] | offices.contacts[agreement.owner_id or 0]
    if agreement.responsible_id is not None and agreement.responsible_id in serving:
        return (agreement.responsible_id,)
    return offices.leading(agreement.cooperation_id)


def register_all() -> None:
    """Have agreements asked for their deadlines, in the order in which pages show the kinds; called from the app's
    ``ready()``."""
    for kind, provider, rows in (
        (OPTION, options, _open_options),
        (CONFIRM, unconfirmed, partial(_changes, status=ChangeStatus.PROPOSED)),
        (EFFECT, taking_effect, partial(_changes, status=ChangeStatus.CONFIRMED)),
        (CEILING, ceilings, _watched_rows),
        (ENDING, endings, _ending),
        (CONTRACTS, contract_ends, _outlived),
        (ANSWERS, answers, _competitions),
        (CALL_OFF, call_offs, _calls),
    ):
        deadlines.register(kind, provider, rows)


def options(window: Window) -> Iterator[Deadline]:
    """The last days of notice of open options."""
    offices = window.once(Offices.on)
    for option in window.nearest(_open_options(window).select_related("agreement"), "notice_by"):
        title = _("Use or decline the option of %(months)s months") % {"months": option.months}
        yield _of_agreement(f"option:{option.pk}", OPTION, option.notice_by, title, option.agreement, offices)


def _open_options(window: Window) -> QuerySet[ExtensionOption]:
    rows = ExtensionOption.objects.filter(state=OptionState.OPEN, agreement__status=AgreementStatus.PUBLISHED)
    return _within(window, rows, "notice_by", _concerning(window, "notice_by", "agreement__"))


def endings(window: Window) -> Iterator[Deadline]:
    """The last days to call off of agreements that have no successor yet."""
    offices = window.once(Offices.on)
    for agreement in window.nearest(_ending(window), "last_day"):
        title = _("Last day to call off, no successor known")
        yield _of_agreement(f"agreement-end:{agreement.pk}", ENDING, agreement.last_day, title, agreement, offices)


def _ending(window: Window) -> QuerySet[Agreement]:
    rows = Agreement.objects.filter(status=AgreementStatus.PUBLISHED).exclude(succeeded())
    return _within(window, rows, "last_day", _concerning(window, "last_day"))


def succeeded() -> Exists:
    """Whether the register knows what comes after an agreement: one of the same owner with the same main CPV code that
    begins around its last day, half a year before it at the earliest, drafts included."""
    same = AgreementCpv.objects.filter(agreement=OuterRef(OuterRef("pk")), is_main=True)
    return Exists(
        Agreement.objects.filter(
            owner=OuterRef("owner"),
            starts_on__gt=OuterRef("starts_on"),
            starts_on__gte=OuterRef("last_day") - SUCCEEDS_WITHIN,
            cpvs__is_main=True,
            cpvs__cpv__in=same.values("cpv"),
        )
        .exclude(status=AgreementStatus.TERMINATED)
        .exclude(pk=OuterRef("pk"))
    )


def contract_ends(window: Window) -> Iterator[Deadline]:
    """The last days that contracts made under a framework may run, where they outlive it (rule 2)."""
    offices = window.once(Offices.on)
    for agreement in window.nearest(_outlived(window), "latest_contract_end_on"):
        day, title = agreement.latest_contract_end_on, _("Last day of contracts made under the agreement")
        yield _of_agreement(f"contracts-end:{agreement.pk}", CONTRACTS, day, title, agreement, offices)


def _outlived(window: Window) -> QuerySet[Agreement]:
    rows = Agreement.objects.exclude(status=AgreementStatus.DRAFT).filter(
        Q(last_day=None) | Q(latest_contract_end_on__gt=F("last_day"))
    )
    return _within(window, rows, "latest_contract_end_on", _concerning(window, "latest_contract_end_on"))


def call_offs(window: Window) -> Iterator[Deadline]:
    """The last days of contracts that have been called off: for the contact who was named, then for the buyer's
    purchasing contacts. The buyer's own people keep those that ended long ago, until they are completed."""
    offices = window.once(Offices.on)
    for call_off in window.nearest(_calls(window).select_related("agreement"), "ends_on"):
        contacts = tuple(sorted(offices.contacts[call_off.buyer_id]))
        serving = offices.buying[call_off.buyer_id] | offices.staff[call_off.agreement.cooperation_id]
        yield Deadline(
            key=f"call-off-end:{call_off.pk}",
            kind=CALL_OFF,
            day=call_off.ends_on,
            title=_("Last day of the contract: complete it or buy anew"),
            about=str(call_off),
            url=call_off.get_absolute_url(),
            to=(call_off.contact_id,) if call_off.contact_id in serving else contacts,
            escalate_to=contacts,
        )


def _calls(window: Window) -> QuerySet[CallOff]:
    offices = window.once(Offices.on)
    made, near = CallOff.objects.filter(status=CallOffStatus.MADE), Q(ends_on__gte=window.first)
    if window.person is not None:
        made = made.filter(Q(contact=window.person) | Q(buyer__in=offices.counselled_by(window.person)))
        near |= Q(buyer__in=offices.bought_for_by(window.person))
    return made.filter(near, ends_on__lte=window.last)


def answers(window: Window) -> Iterator[Deadline]:
    """The days on which answers to mini-competitions are due: for their evaluators, as long as they act for the buyer,
    and while there is time for those who act for an invited supplier. Nobody else may know of one before the award
    (rule 8)."""
    offices = window.once(Offices.on)
    found = list(window.nearest(_competitions(window).prefetch_related("evaluators"), "deadline__date"))
    asked_people = _invited_people(found, window.today)
    for competition in found:
        acting = offices.acting[competition.buyer_id]
        yield Deadline(
            key=f"answers:{competition.pk}",
            kind=ANSWERS,
            day=timezone.localdate(competition.deadline),
            title=_("Last day for the invited suppliers to answer"),
            about=str(competition),
            url=competition.get_absolute_url(),
            to=tuple(person.pk for person in competition.evaluators.all() if person.pk in acting),
        )
        if competition.deadline >= timezone.now():
            yield Deadline(
                key=f"answer-invited:{competition.pk}",
                kind=ANSWERS,
                day=timezone.localdate(competition.deadline),
                title=_("You are invited to answer"),
                about=str(competition),
                url=competition.get_absolute_url(),
                to=tuple(sorted(asked_people[competition.pk])),
            )


def _competitions(window: Window) -> QuerySet[MiniCompetition]:
    concerning = Q()
    if window.person is not None:
        judged = MiniCompetition.evaluators.through.objects.filter(user=window.person)
        supplying = SupplierUser.objects.filter(valid_on(window.today), user=window.person)
        asked = CompetitionInvitation.objects.filter(
            supplier__in=supplying.values("supplier"), invited_at__isnull=False
        )
        concerning = Q(pk__in=judged.values("minicompetition")) | Q(pk__in=asked.values("competition"))
    invited = MiniCompetition.objects.filter(status=CompetitionStatus.INVITED)
    return _within(window, invited, "deadline__date", concerning)


def _invited_people(competitions: list[MiniCompetition], day: date) -> dict[int, set[int]]:
    """Who acts on a day for the suppliers that were invited, by mini-competition."""
    people: dict[int, set[int]] = defaultdict(set)
    if competitions:
        rows = SupplierUser.objects.filter(
            valid_on(day), user__is_active=True, supplier__in=_invitations(competitions).values("supplier")
        )
        acting = defaultdict(set)
        for supplier, user in rows.values_list("supplier", "user"):
            acting[supplier].add(user)
        for competition, supplier in _invitations(competitions).values_list("competition", "supplier"):
            people[competition] |= acting[supplier]
    return people


def _invitations(competitions: list[MiniCompetition]) -> QuerySet:
    return CompetitionInvitation.objects.filter(competition__in=competitions, invited_at__isnull=False).order_by()


def unconfirmed(window: Window) -> Iterator[Deadline]:
    """Changes that wait for a second person of the office, on the day they are to take effect: for everybody there but
    the one who proposed."""
    offices = window.once(Offices.on)
    for change in _nearest_changes(window, ChangeStatus.PROPOSED):
        title = _("%(kind)s: to be confirmed by a second person") % {"kind": change.get_kind_display()}
        to = offices.staff[change.agreement.cooperation_id] - {change.proposed_by_id}
        yield _of_change(CONFIRM, change, title, to)


def taking_effect(window: Window) -> Iterator[Deadline]:
    """Confirmed changes, on the day they take effect. Until then they are for the office alone."""
    offices = window.once(Offices.on)
    for change in _nearest_changes(window, ChangeStatus.CONFIRMED):
        title = _("%(kind)s: takes effect") % {"kind": change.get_kind_display()}
        cooperation = change.agreement.cooperation_id
        office = offices.staff[cooperation].intersection(answering(change.agreement, offices))
        yield _of_change(EFFECT, change, title, office or set(offices.leading(cooperation)))


def ceilings(window: Window) -> Iterator[Deadline]:
    """Ceilings of which 70, 85 or 100 per cent are taken (rule 3); each level is told once, until the maximum moves.
    From 85 per cent on those who lead are told too."""
    offices = window.once(Offices.on)
    for one in watched(window.today, _led(window)):
        ceiling, lot = one.ceiling, one.lot.pk if one.lot else "all"
        title = capfirst(str(LEVEL_LABELS[ceiling.level]))
        if one.lot:
            title = _("Lot %(lot)s: %(level)s") % {"lot": ceiling.lot, "level": LEVEL_LABELS[ceiling.level]}
        key = f"ceiling:{one.agreement.pk}:{lot}:{ceiling.level}:{ceiling.maximum}"
        told = _of_agreement(key, CEILING, window.today, title, one.agreement, offices)
        yield replace(told, escalate_to=()) if ceiling.level == Level.WATCH else told


def _watched_rows(window: Window) -> QuerySet:
    return watched_balances(window.today, _led(window))


def _led(window: Window) -> Q:
    """The agreements that a person is responsible for, or that of a cooperation that the person leads."""
    if window.person is None:
        return Q()
    return Q(responsible=window.person) | Q(cooperation__in=window.once(Offices.on).led_by(window.person))


def _within(window: Window, rows: QuerySet, day: str, concerning: Q) -> QuerySet:
    """The rows whose day lies in the window."""
    return rows.filter(concerning, **{f"{day}__range": (window.first, window.last)})


def _concerning(window: Window, day: str, prefix: str = "") -> Q:
    """Of a person, the agreements that the person is responsible for, and of the cooperations that the person leads
    those that nobody in the office answers for, and those whose day is so near that it escalates."""
    if window.person is None:
        return Q()
    offices = window.once(Offices.on)
    soon = Q(**{f"{day}__lte": window.today + timedelta(days=ESCALATES)})
    found = Q(**{f"{prefix}responsible": window.person})
    for cooperation in offices.led_by(window.person):
        others = Q(**{f"{prefix}responsible__in": offices.staff[cooperation]})
        found |= Q(**{f"{prefix}cooperation": cooperation}) & (~others | soon)
    return found


def _of_agreement(key: str, kind: Kind, day: date, title: str, agreement: Agreement, offices: Offices) -> Deadline:
    return Deadline(
        key=key,
        kind=kind,
        day=day,
        title=title,
        about=agreement.title,
        url=agreement.get_absolute_url(),
        to=answering(agreement, offices),
        escalate_to=offices.leading(agreement.cooperation_id),
    )


def _changes(window: Window, status: str) -> QuerySet[AgreementChange]:
    concerning = Q()
    if window.person is not None:
        concerning = Q(agreement__cooperation__in=window.once(Offices.on).worked_in_by(window.person))
    return _within(window, AgreementChange.objects.filter(status=status), "effective_on", concerning)


def _nearest_changes(window: Window, status: str) -> QuerySet[AgreementChange]:
    return window.nearest(_changes(window, status).select_related("agreement"), "effective_on")


def _of_change(kind: Kind, change: AgreementChange, title: str, to: Iterable[int]) -> Deadline:
    return Deadline(
        key=f"{kind.name}:{change.pk}",
        kind=kind,
        day=change.effective_on,
        title=title,
        about=change.agreement.title,
        url=change.get_absolute_url(),
        to=tuple(sorted(to)),
    )
