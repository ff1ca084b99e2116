"""A register that comes in: the file, its check and its writing, as the tests of importing do them."""

from typing import Any

from agreements.imports.layouts import LAYOUTS
from agreements.models import Import
from agreements.services import imports
from portal.jobs import working
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from tests import factories
from tests.agreements.import_files import csv_file
from tests.cast import Cast

#: Numbers that keep their check digit, made up by counting up to one.
EKBY, BOFINK = "2120000142", "5560160680"
WHOLE = {
    "Nummer": "2026/1", "Titel": "Städ", "Ägare": EKBY, "Leverantör": "Bofink Städ AB", "Org.nr": BOFINK,
    "CPV": "90910000-0", "Startdatum": "2026-01-01", "Slutdatum": "31.12.2027", "Option": "12+12",
    "Sista dag för kontrakt": "2030-12-31", "Uppskattat värde": "1 000 000,50", "Takvärde": "1 500 000 kr",
    "Avropsberättigade": "alla medlemmar", "Bindande": "ja", "Ansvarig": "officer.test@example.org",
}  # fmt: skip


def registered(cast: Cast, settings: Any) -> Cast:
    """The cast, with a municipality and a code by which a register finds them."""
    settings.JOB_BEAT_SECONDS = 60  # the heart's own connection does not see a test's transaction
    cast.municipality.registration_number = EKBY
    cast.municipality.save()
    factories.make_cpv("90910000", "Städtjänster")
    return cast


def generic(*changes: dict[str, Any]) -> bytes:
    rows = [{**WHOLE, **change} for change in changes or ({},)]
    return csv_file([list(rows[0]), *(list(row.values()) for row in rows)])


def hand_in(cast, content: bytes, layout: str = "generic", awards: bytes = b"", by: Any = None) -> Import:
    first, *more = (role.name for role in LAYOUTS[layout].files)
    files = {first: ("register.csv", content)} | ({more[0]: ("awards.csv", awards)} if awards else {})
    return imports.hand_in(by=by or cast.officer, cooperation=cast.cooperation, layout=LAYOUTS[layout], files=files)


def check(cast, imported: Import) -> Import:
    job = imports.start_check(by=cast.officer, imported=imported, language="en")
    working.perform(job.pk)
    imported.refresh_from_db()
    return imported


def write(cast, imported: Import, publishing: bool = False) -> Job:
    job = imports.confirm(
        by=cast.officer, imported=imported, accepting=True, publishing=publishing, language="en", digest=imported.digest
    )
    working.perform(job.pk)
    job.refresh_from_db()
    return job


def brought(cast, content: bytes, layout: str = "generic", awards: bytes = b"", publishing: bool = False) -> Import:
    imported = check(cast, hand_in(cast, content, layout, awards))
    assert imported.summary["errors"] == 0, [str(problem) for problem in imported.problems.all()]
    job = write(cast, imported, publishing)
    assert job.status == JobStatus.DONE, job.error
    imported.refresh_from_db()
    return imported


def problems(imported: Import) -> list[tuple[str, str, int, str]]:
    return list(imported.problems.values_list("severity", "code", "row", "column"))
