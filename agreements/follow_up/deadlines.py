"""What falls due in follow-up: activities, dialogue meetings, checks of obligations, answers of suppliers, and the
follow-ups themselves; each for those who answer for it, on either side."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.deadlines import answering
from agreements.models import Activity, Agreement, DialogueMeeting, FollowUpPlan, GoalCheck, NonConformity, Obligation
from agreements.rules.follow_up import manager_of
from agreements.states import AgreementStatus
from agreements.states.follow_up import NonConformityStatus
from portal.organisations.offices import Offices
from portal.organisations.periods import valid_on
from portal.workflow import deadlines
from portal.workflow.deadlines import Deadline, Kind, Window
from suppliers.models import SupplierUser

ACTIVITY = Kind("activity", gettext_lazy("Activity agreed with a supplier"), (30, 7))
MEETING = Kind("dialogue-meeting", gettext_lazy("Dialogue meeting"), (30, 7))
CHECK = Kind("obligation-check", gettext_lazy("Check of an obligation"), (30, 7))
GOAL = Kind("goal-check", gettext_lazy("Check of an agreement for a goal"), (30, 7))
ANSWER = Kind("non-conformity-answer", gettext_lazy("Answer to a non-conformity"), (7, 1))
FOLLOW_UP = Kind("follow-up", gettext_lazy("Follow-up of an agreement"), (30, 7))


def register_all() -> None:
    """Have follow-up asked for its deadlines; called from the app's ``ready()``."""
    for kind, provider, rows in (
        (ACTIVITY, activities, _activities),
        (MEETING, meetings, _meetings),
        (CHECK, checks, _checks),
        (ANSWER, answers, _answers),
        (FOLLOW_UP, follow_ups, _follow_ups),
    ):
        deadlines.register(kind, provider, rows)


def acting_for(day: date) -> dict[int, set[int]]:
    """Who acts for each supplier on a day, by ids; people whose account is closed are left out."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = SupplierUser.objects.filter(valid_on(day), user__is_active=True)
    for supplier, user in rows.values_list("supplier", "user"):
        found[supplier].add(user)
    return found


def activities(window: Window) -> Iterator[Deadline]:
    """Open activities: for the person of our side, and for the supplier's."""
    offices, acting = window.once(Offices.on), window.once(acting_for)
    for row in _nearest(window, _activities(window), "due_on"):
        yield _ours(f"activity:{row.pk}", ACTIVITY, row.due_on, row.title, row.agreement, offices, row.our_person_id)
        people = acting[row.supplier_id] if row.supplier_id else set()
        if row.their_user_id is not None:
            people = {row.their_user_id} & (people or set().union(*acting.values()))
        if people:
            yield _theirs(f"activity:{row.pk}:theirs", ACTIVITY, row.due_on, row.title, row.agreement, people)


def _activities(window: Window) -> QuerySet:
    theirs = Q(their_user=window.person) | Q(their_user=None, supplier__in=_supplied_by(window))
    return _within(window, Activity.objects.open(), "due_on", Q(our_person=window.person) | theirs)


def meetings(window: Window) -> Iterator[Deadline]:
    """Planned dialogue meetings: for those who follow the agreement up, and for the supplier's people."""
    offices, acting = window.once(Offices.on), window.once(acting_for)
    for row in _nearest(window, _meetings(window), "planned_on"):
        title = _("Dialogue meeting, %(level)s level") % {"level": row.get_level_display()}
        yield _ours(f"dialogue-meeting:{row.pk}", MEETING, row.planned_on, title, row.agreement, offices)
        if people := acting.get(row.supplier_id or 0):
            key = f"dialogue-meeting:{row.pk}:theirs"
            yield _theirs(key, MEETING, row.planned_on, title, row.agreement, people)


def _meetings(window: Window) -> QuerySet:
    planned = DialogueMeeting.objects.filter(held_on=None)
    return _within(window, planned, "planned_on", Q(supplier__in=_supplied_by(window)))


def checks(window: Window) -> Iterator[Deadline]:
    """Obligations that are to be checked: our own side's."""
    offices = window.once(Offices.on)
    for row in _nearest(window, _checks(window), "next_check_on"):
        title = _("Check: %(obligation)s") % {"obligation": row}
        yield _ours(f"obligation:{row.pk}", CHECK, row.next_check_on, title, row.agreement, offices)


def _checks(window: Window) -> QuerySet:
    return _within(window, Obligation.objects.all(), "next_check_on", Q(pk__in=[]))


def goal_checks(window: Window) -> Iterator[Deadline]:
    """What is to be checked for goals: our own side's."""
    offices = window.once(Offices.on)
    for row in _nearest(window, goal_check_rows(window), "next_on"):
        told = _ours(f"goal-check:{row.pk}", GOAL, row.next_on, str(row), row.agreement, offices)
        yield replace(told, url=row.get_absolute_url())


def goal_check_rows(window: Window) -> QuerySet:
    """The checks behind ``goal_checks``."""
    return _within(window, GoalCheck.objects.followed(), "next_on", Q(pk__in=[]))


def answers(window: Window) -> Iterator[Deadline]:
    """Answers awaited from suppliers: for the supplier's people, and for those who handle the report."""
    offices, acting = window.once(Offices.on), window.once(acting_for)
    for row in _nearest(window, _answers(window), "answer_by"):
        people = {*offices.contacts[row.buyer_id], *_caring(row.agreement, offices), *acting.get(row.supplier_id, ())}
        yield Deadline(
            key=f"non-conformity:{row.pk}",
            kind=ANSWER,
            day=row.answer_by,
            title=_("Last day for the supplier to answer: %(title)s") % {"title": row.title},
            about=row.agreement.title,
            url=row.get_absolute_url(),
            to=tuple(sorted(people)),
        )


def _answers(window: Window) -> QuerySet:
    own = Q(supplier__in=_supplied_by(window))
    if window.person is not None:
        own |= Q(buyer__in=window.once(Offices.on).counselled_by(window.person))
    return _within(window, NonConformity.objects.filter(status=NonConformityStatus.SENT), "answer_by", own)


def follow_ups(window: Window) -> Iterator[Deadline]:
    """The days on which agreements are to be followed up."""
    offices = window.once(Offices.on)
    for row in _nearest(window, _follow_ups(window), "next_on"):
        title = _("Follow-up, tier %(tier)s") % {"tier": row.tier.upper()}
        yield _ours(f"follow-up:{row.pk}", FOLLOW_UP, row.next_on, title, row.agreement, offices)


def _follow_ups(window: Window) -> QuerySet:
    return _within(window, FollowUpPlan.objects.in_force(window.today), "next_on", Q(pk__in=[]))


def _within(window: Window, rows: QuerySet, day: str, own: Q) -> QuerySet:
    """The rows of published agreements whose day lies in the window; of a person, those that concern it: as ``own``
    says, or as one who follows the agreement up."""
    found = rows.filter(**{f"{day}__range": (window.first, window.last)}).exclude(
        agreement__status=AgreementStatus.DRAFT
    )
    if window.person is not None:
        found = found.filter(
            own
            | Q(agreement__responsible=window.person)
            | Q(agreement__partnership__manager=window.person)
            | Q(agreement__cooperation__in=window.once(Offices.on).led_by(window.person))
        )
    return found


def _nearest(window: Window, rows: QuerySet, day: str) -> QuerySet:
    return window.nearest(rows.select_related("agreement__partnership"), day)


def _supplied_by(window: Window) -> QuerySet:
    """The suppliers that the person acts for."""
    return SupplierUser.objects.filter(valid_on(window.today), user=window.person).values("supplier")


def _caring(agreement: Agreement, offices: Offices, person: int | None = None) -> tuple[int, ...]:
    """Who of our side answers: the person named, while in service; the partner manager; else whom the agreement has."""
    serving = offices.staff[agreement.cooperation_id] | offices.contacts[agreement.owner_id or 0]
    for one in (person, manager_of(agreement)):
        if one in serving:
            return (one,)
    return answering(agreement, offices)


def _ours(
    key: str, kind: Kind, day: date, title: str, agreement: Agreement, offices: Offices, person: int | None = None
) -> Deadline:
    return Deadline(
        key=key,
        kind=kind,
        day=day,
        title=title,
        about=agreement.title,
        url=reverse("agreement-follow-up", args=[agreement.pk]),
        to=_caring(agreement, offices, person),
    )


def _theirs(key: str, kind: Kind, day: date, title: str, agreement: Agreement, people: set[int]) -> Deadline:
    return Deadline(
        key=key,
        kind=kind,
        day=day,
        title=title,
        about=agreement.title,
        url=reverse("partnership-room", args=[agreement.pk]),
        to=tuple(sorted(people)),
    )
