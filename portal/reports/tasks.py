"""What Celery calls."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext

from portal.reports import services
from portal.reports.models import Report, ReportSchedule
from portal.reports.recipients import recipients_of
from portal.web.formats import date


@shared_task
def make_scheduled_reports() -> None:
    """Every few minutes: start the summaries that are due today."""
    services.make_due(today=timezone.localdate())


@shared_task
def tell_recipients(report_id: int) -> None:
    """Mail the recipients of a schedule that its summary is there, each in the own language."""
    report = Report.objects.select_related("cooperation").get(pk=report_id)
    schedule = ReportSchedule.objects.filter(cooperation=report.cooperation).first()
    if schedule is None:
        return
    for person in recipients_of(schedule, timezone.localdate()):
        with translation.override(person.language or report.language):
            facts = {
                "name": person.name,
                "cooperation": report.cooperation.name,
                "day": date(report.taken_at),
                "link": settings.SITE_URL + report.get_absolute_url(),
            }
            subject = gettext("Steering summary of %(cooperation)s, %(day)s") % facts
            body = gettext(
                "Hello %(name)s,\n\nthe steering summary of %(cooperation)s with the figures of %(day)s has been "
                "made. Read it here:\n\n%(link)s\n"
            )
            send_mail(subject, body % facts, None, [person.email])
