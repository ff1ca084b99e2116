"""What falls due in procurements for those who run them: planned notices, members' answers, result notices."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.law import time_limits
from portal.organisations.offices import Offices
from portal.workflow import deadlines
from portal.workflow.deadlines import Deadline, Kind, Window
from procurements.models import Participation, Procurement
from procurements.states.participation import ParticipationState
from procurements.states.stages import PREPARED, Stage

NOTICE = Kind("procurement-notice", gettext_lazy("Contract notice planned"), (60, 30, 7))
ANSWERS = Kind("procurement-answers", gettext_lazy("Members have answered"), (7, 0))
RESULT = Kind("procurement-result", gettext_lazy("Result notice"), (21, 7, 1), stays=True)


def register_all() -> None:
    """Have procurements asked for their deadlines; called from the app's ``ready()``."""
    deadlines.register(NOTICE, notices, _unpublished)
    deadlines.register(ANSWERS, answers, _unanswered)
    deadlines.register(RESULT, results, _without_result)


def notices(window: Window) -> Iterator[Deadline]:
    """The planned days of contract notices that are not out."""
    for row in window.nearest(_unpublished(window), "notice_on"):
        yield Deadline(
            key=f"notice:{row.pk}",
            kind=NOTICE,
            day=row.notice_on,
            title=_("Publish the contract notice"),
            about=row.title,
            url=row.get_absolute_url(),
            to=_running(window, row),
            escalate_to=window.once(Offices.on).leading(row.cooperation_id),
        )


def _unpublished(window: Window) -> QuerySet[Procurement]:
    return _concerning(window).filter(stage__in=PREPARED, notice_on__range=(window.first, window.last))


def answers(window: Window) -> Iterator[Deadline]:
    """The days by which all members have answered, as long as one has not."""
    for row in window.nearest(_unanswered(window), "answers_due_on"):
        yield Deadline(
            key=f"answers-due:{row.pk}",
            kind=ANSWERS,
            day=row.answers_due_on,
            title=_("See that all members have answered"),
            about=row.title,
            url=row.get_absolute_url(),
            to=_running(window, row),
        )


def _unanswered(window: Window) -> QuerySet[Procurement]:
    silent = Participation.objects.filter(procurement=OuterRef("pk"), state=ParticipationState.INVITED)
    return _concerning(window).filter(
        Exists(silent), stage__in=PREPARED, answers_due_on__range=(window.first, window.last)
    )


def results(window: Window) -> Iterator[Deadline]:
    """The last days of result notices that the portal does not link to yet (2014/24/EU art. 50(1))."""
    for row in window.nearest(_without_result(window).select_related("cooperation"), "concluded_on"):
        day = time_limits.result_notice(row.cooperation.jurisdiction, row.concluded_on).day
        yield Deadline(
            key=f"result:{row.pk}",
            kind=RESULT,
            day=day,
            title=_("Publish the result notice and link to it"),
            about=row.title,
            url=row.get_absolute_url(),
            to=_running(window, row),
            escalate_to=window.once(Offices.on).leading(row.cooperation_id),
        )


def _without_result(window: Window) -> QuerySet[Procurement]:
    return _concerning(window).filter(stage=Stage.COMPLETED, result_url="", concluded_on__lte=window.last)


def _concerning(window: Window) -> QuerySet[Procurement]:
    """The procurements that the window's person runs or leads; without a person, all."""
    if window.person is None:
        return Procurement.objects.all()
    offices = window.once(Offices.on)
    return Procurement.objects.filter(Q(officer=window.person) | Q(cooperation__in=offices.led_by(window.person)))


def _running(window: Window, procurement: Procurement) -> tuple[int, ...]:
    """The officer, while that person works in the cooperation's office; otherwise those who lead it."""
    offices, officer = window.once(Offices.on), procurement.officer_id
    if officer is not None and officer in offices.staff[procurement.cooperation_id]:
        return (officer,)
    return offices.leading(procurement.cooperation_id)
