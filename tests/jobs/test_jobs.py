"""Jobs without a worker: claims, leases, the sweep, the pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.files.models import StoredFile
from portal.jobs import services, working
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.workflow.errors import Refused
from portal.workflow.models import AuditEvent
from tests.jobs import kinds


@pytest.fixture(autouse=True)
def _known_kinds(settings):
    kinds.register()
    settings.JOB_BEAT_SECONDS = 60  # the heart's own connection does not see a test's transaction


@pytest.fixture
def job(cast, tmp_path):
    return services.start(kind="test-slow", params={"folder": str(tmp_path)}, by=cast.manager, language="sv")


def test_a_job_is_done_once(job):
    assert working.perform(job.pk)
    assert not working.perform(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result, job.attempt, job.percent) == (JobStatus.DONE, {"sum": 42}, 1, 100)
    assert AuditEvent.objects.filter(action="test.made", object_id=job.pk).count() == 1


def test_a_claim_that_was_taken_over_writes_nothing(job):
    first = services.claim(job.pk)
    assert services.claim(job.pk) is None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    second = services.claim(job.pk)
    assert second.attempt == 2
    assert not services.renew(first, done=1, total=2)
    with pytest.raises(working.Stopped):
        working._finish(first, kinds.Result(write=lambda: kinds._write(job, None)))
    assert not AuditEvent.objects.filter(action="test.made").exists()
    assert not services.fail(first, "no", [])
    assert services.renew(second)


def test_an_expected_failure_is_kept_in_words(cast):
    job = services.start(kind="test-refuses", params={}, by=cast.manager, language="en")
    assert working.perform(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == (JobStatus.FAILED, "Row 3 is wrong")
    assert job.result == {"details": ["Row 3, column B: not a number"]}


def test_an_unexpected_failure_tells_no_secrets(cast):
    job = services.start(kind="test-breaks", params={}, by=cast.manager, language="en")
    working.perform(job.pk)
    job.refresh_from_db()
    assert job.status == JobStatus.FAILED
    assert job.error
    assert "secret" not in job.error


def test_an_unknown_kind_is_refused(cast):
    with pytest.raises(LookupError):
        services.start(kind="no-such-kind", params={}, by=cast.manager, language="sv")


def test_a_cancelled_job_is_not_done(job, cast):
    services.cancel(by=cast.manager, job_id=job.pk)
    assert not working.perform(job.pk)
    with pytest.raises(Refused):
        services.cancel(by=cast.manager, job_id=job.pk)


def test_the_sweep_hands_on_what_fell_silent(job):
    past = timezone.now() - timedelta(seconds=1)
    assert services.sweep() == 0  # its message is on the way
    Job.objects.filter(pk=job.pk).update(lease_until=past)
    assert services.sweep() == 1  # the message was lost
    for attempt in (1, 2):
        assert services.claim(job.pk).attempt == attempt
        assert services.sweep() == 0
        Job.objects.filter(pk=job.pk).update(lease_until=past)
        assert services.sweep() == 1
    services.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=past)
    assert services.sweep() == 0
    job.refresh_from_db()
    assert (job.status, bool(job.error)) == (JobStatus.FAILED, True)


def test_job_page(job, cast, sign_in):
    page = reverse("job", args=[job.pk])
    assert sign_in(cast.manager).get(page).status_code == 200
    assert sign_in(cast.officer).get(page).status_code == 200  # may_see
    assert sign_in(cast.purchaser).get(page).status_code == 404
    assert sign_in(None).get(page).status_code == 302
    part = sign_in(cast.manager).get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-trigger="load delay:2s"' in part
    working.perform(job.pk)
    assert "hx-trigger" not in sign_in(cast.manager).get(page, headers={"HX-Request": "true"}).content.decode()


def test_job_list_holds_my_own(job, cast, sign_in):
    assert reverse("job", args=[job.pk]) in sign_in(cast.manager).get(reverse("job-list")).content.decode()
    assert reverse("job", args=[job.pk]) not in sign_in(cast.officer).get(reverse("job-list")).content.decode()


def test_job_cancel(job, cast, sign_in):
    cancel = reverse("job-cancel", args=[job.pk])
    assert sign_in(cast.purchaser).post(cancel).status_code == 404
    assert sign_in(cast.officer).post(cancel).status_code == 403
    assert sign_in(cast.manager).get(cancel).status_code == 405
    assert sign_in(cast.manager).post(cancel).status_code == 302
    job.refresh_from_db()
    assert job.status == JobStatus.CANCELLED
    assert sign_in(cast.manager).post(cancel).status_code == 302  # told that it was over


def test_job_file_without_a_file(job, cast, sign_in):
    assert sign_in(cast.manager).get(reverse("job-file", args=[job.pk])).status_code == 404
    job.file = StoredFile.objects.create(name="gone.csv", content_type="text/csv", size=1, sha256="", file="gone.csv")
    job.save()
    assert sign_in(cast.manager).get(reverse("job-file", args=[job.pk])).status_code == 404  # its file is not on disk
