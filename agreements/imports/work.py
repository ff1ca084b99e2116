"""The check and the writing of an import as jobs."""

from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.imports.checking import Checked, check, tables_of
from agreements.imports.layouts import LAYOUTS
from agreements.imports.states import MACHINE
from agreements.imports.writing import write
from agreements.models import Import, ImportProblem
from portal.files.sheets.reading import Unreadable
from portal.jobs import registry
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.workflow import transitions
from portal.workflow.errors import Refused

CHECK, WRITE = "agreement-import-check", "agreement-import-write"


def register_kinds() -> None:
    """Make both kinds of work known; called when the app is ready."""
    registry.register(
        CHECK, run_check, gettext_lazy("Check of an import"), may_see=_may_see, result_url=_page, describe=_check_title
    )
    registry.register(
        WRITE, run_write, gettext_lazy("Import"), may_see=_may_see, result_url=_page, describe=_write_title
    )


def _import_of(job: Job) -> Import:
    return Import.objects.select_related("cooperation").get(pk=job.params["import"])


def _may_see(user: Any, job: Job) -> bool:
    return Import.objects.visible_to(user).filter(pk=job.params["import"]).exists()


def _page(job: Job) -> str:
    return reverse("agreement-import-check", args=[job.params["import"]])


def _check_title(job: Job) -> str:
    return _("Checking %(file)s") % {"file": _import_of(job)}


def _write_title(job: Job) -> str:
    return _("Importing %(file)s") % {"file": _import_of(job)}


def run_check(job: Job, progress: Progress) -> Result:
    """Check an import, and keep what was found together with the job's end."""
    imported = _import_of(job)
    checked = _checked(imported, progress, 0)
    return Result({"import": imported.pk}, write=lambda: keep(imported=imported, checked=checked, by=job.owner))


def run_write(job: Job, progress: Progress) -> Result:
    """Check an import once more and write it, if it still is what a person has accepted."""
    imported = _import_of(job)
    checked = _checked(imported, progress, imported.summary["new"])
    if checked.digest != imported.digest:
        raise JobFailed(_("The register has changed since the file was checked. Check it again."))
    done = checked.rows

    def write_all() -> Result:
        try:
            agreements = write(
                by=job.owner,
                imported=imported,
                checked=checked,
                publishing=job.params["publishing"],
                progress=lambda written: progress.report(
                    done + written, done + len(checked.new), _("Writing to the register")
                ),
            )
        except Refused as refused:
            raise JobFailed(str(refused)) from refused
        except IntegrityError as broken:
            raise JobFailed(_("The register has changed since the file was checked. Check it again.")) from broken
        return Result({"import": imported.pk, "agreements": len(agreements)})

    return Result(write=write_all)


def _checked(imported: Import, progress: Progress, ahead: int) -> Checked:
    """Check an import; ``ahead`` counts what remains to be done after it."""
    progress.report(0, 0, _("Reading the file"))
    try:
        tables = tables_of(imported)
        rows = sum(len(table.sheet.rows) for table in tables.values())
        return check(
            LAYOUTS[imported.layout],
            imported.cooperation,
            tables,
            lambda done, total, step: progress.report(done * rows // total if total else 0, rows + ahead, step),
        )
    except Unreadable as unreadable:
        raise JobFailed(unreadable.message, unreadable.details) from unreadable


@transaction.atomic
def keep(*, imported: Import, checked: Checked, by: Any) -> None:
    """Keep what a check found in place of what an earlier one did."""
    imported = Import.objects.select_for_update().get(pk=imported.pk)
    imported.problems.all().delete()
    ImportProblem.objects.bulk_create(
        (
            ImportProblem(
                imported=imported,
                severity=problem.severity,
                code=problem.code,
                file=problem.file,
                sheet=problem.sheet,
                row=problem.row,
                column=problem.column,
                text=problem.text,
            )
            for problem in checked.findings.problems
        ),
        batch_size=5000,
    )
    imported.summary = {**checked.summary(), "checked_at": timezone.now().isoformat()}
    imported.preview = checked.preview()
    imported.digest = checked.digest
    try:
        transitions.apply(MACHINE, "checked", imported, by=by, saving=("summary", "preview", "digest"))
    except Refused as refused:
        raise JobFailed(str(refused)) from refused
