"""Handing in a register, matching its columns, having it checked, and confirming that it is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements import rules
from agreements.imports.checking import columns_of, read_file, refuse_other_file
from agreements.imports.layouts import LAYOUTS, FileRole, Layout
from agreements.imports.states import MACHINE
from agreements.imports.work import CHECK, WRITE
from agreements.models import ColumnMapping, Import, ImportFile
from portal.accounts.actor import actor_of
from portal.files.services import delete_file, store_content
from portal.files.sheets import mapping
from portal.files.sheets.reading import Sheet
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.organisations.models import Cooperation
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused

LONGEST_SHEET = 100


def hand_in(*, by: Any, cooperation: Cooperation, layout: Layout, files: Mapping[str, tuple[str, bytes]]) -> Import:
    """Keep the files of a register, by their role in the layout, with their columns matched as well as can be guessed.

    Nothing comes into the register. Raises ``Refused`` when ``by`` may not import here, and ``Unreadable`` for a file
    that cannot be read; nothing is kept then.
    """
    ask(rules.may_import(actor_of(by), cooperation.pk))
    sheets: dict[str, Sheet] = {}
    for name, (file_name, content) in files.items():
        sheets[name] = read_file(content, file_name, layout.role(name))
        refuse_other_file(layout, layout.role(name), sheets[name])
    with transaction.atomic():
        imported = Import.objects.create(cooperation=cooperation, layout=layout.name, created_by=by)
        for name, sheet in sheets.items():
            file_name, content = files[name]
            ImportFile.objects.create(
                imported=imported,
                role=name,
                file=store_content(by=by, name=file_name, content=content, content_type="application/octet-stream"),
                sheet=sheet.name[:LONGEST_SHEET],
                header=list(sheet.header),
                columns=_remembered(cooperation, layout, layout.role(name), sheet),
            )
        audit.record("import.handed_in", imported, by=by)
    return imported


def content_of(upload: UploadedFile) -> tuple[str, bytes]:
    """An uploaded file as ``hand_in`` takes it. Its size has been looked at before."""
    return upload.name or "", upload.read()


def _remembered(cooperation: Cooperation, layout: Layout, role: FileRole, sheet: Sheet) -> list[str]:
    """The columns as this cooperation last matched them, else as they are guessed."""
    known = ColumnMapping.objects.filter(
        cooperation=cooperation, layout=layout.name, fingerprint=mapping.fingerprint(sheet.header)
    ).first()
    if known is not None and layout.mapped and len(known.columns) == len(sheet.header):
        return list(known.columns)
    return columns_of(sheet, role)


@transaction.atomic
def match_columns(*, by: Any, imported: Import, file: ImportFile, columns: Sequence[str]) -> None:
    """Set which column holds what, and remember it for files with the same header. An earlier check is void.

    Raises ``Refused`` when a field is given to two columns, a required one to none, or the import has been written.
    """
    ask(rules.may_import(actor_of(by), imported.cooperation_id))
    layout = LAYOUTS[imported.layout]
    given = [name for name in columns if name]
    if len(set(given)) < len(given):
        raise refused(_("Two columns cannot hold the same."), "columns")
    if missing := layout.role(file.role).missing(list(columns)):
        text = _("Say which column holds: %(fields)s.")
        raise refused(text, "columns", fields=", ".join(missing))
    imported = Import.objects.select_for_update().get(pk=imported.pk)
    transitions.apply(MACHINE, "mapped", imported, by=by)
    file.columns = list(columns)
    file.save(update_fields=["columns"])
    ColumnMapping.objects.update_or_create(
        cooperation=imported.cooperation,
        layout=layout.name,
        fingerprint=mapping.fingerprint(file.header),
        defaults={"columns": file.columns},
    )


@transaction.atomic
def start_check(*, by: Any, imported: Import, language: str) -> Job:
    """Have an import checked. Raises ``Refused`` while other work on it goes on, and once it has been written."""
    imported = _locked(by, imported, "checked")
    return _begin(imported, CHECK, {}, by, language)


@transaction.atomic
def confirm(*, by: Any, imported: Import, accepting: bool, publishing: bool, language: str, digest: str) -> Job:
    """Have a checked import written. ``accepting`` says that a person has seen its warnings.

    ``digest`` is that of the check that the person saw. Raises ``Refused`` when there are errors, warnings that nobody
    has accepted, nothing to write, another check since, or publishing by somebody who may only import.
    """
    imported = _locked(by, imported, "written")
    ask(rules.may_write(imported, accepting=accepting))
    if publishing:
        ask(rules.may_publish_in(actor_of(by), imported.cooperation_id))
    if imported.digest != digest:
        raise refused(_("The file has been checked anew since you opened the page. Look again."))
    imported.accepted_by = by if imported.summary["warnings"] else None
    imported.save(update_fields=["accepted_by"])
    return _begin(imported, WRITE, {"publishing": publishing}, by, language)


def _locked(by: Any, imported: Import, step: str) -> Import:
    imported = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=imported.pk)
    ask(rules.may_import(actor_of(by), imported.cooperation_id))
    if not MACHINE.possible(step, imported.status):
        ask(transitions.WRONG_STATUS)
    if imported.job is not None and not imported.job.is_finished:
        raise refused(_("Work on this import is going on already."))
    return imported


def _begin(imported: Import, kind: str, params: dict[str, Any], by: Any, language: str) -> Job:
    job = jobs.start(kind=kind, params={"import": imported.pk, **params}, by=by, language=language)
    imported.job = job
    imported.save(update_fields=["job"])
    return job


@transaction.atomic
def discard(*, by: Any, imported: Import) -> None:
    """Throw away an import that has not been written. Its audit rows stay."""
    imported = _locked(by, imported, "checked")
    audit.record("import.discarded", imported, by=by)
    files = [row.file for row in imported.files.select_related("file")]
    imported.delete()
    for file in files:
        delete_file(file=file)
