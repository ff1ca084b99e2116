"""The register as files: a CSV that PostgreSQL writes itself, and a workbook that a job makes when it is large."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import quote

from django.contrib import messages
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from agreements.columns import categories, columns, expressions
from agreements.facets import MEMORY
from agreements.filters import AgreementFilter
from agreements.models import Agreement
from portal.files.services import store_content
from portal.jobs.models import Job
from portal.jobs.registry import Result
from portal.jobs.services import start
from portal.jobs.working import Progress
from portal.reference.collation import alphabet_for
from portal.web import formats
from portal.web.columns import Column
from portal.web.exports import XLSX_TYPE, csv_header, write_xlsx
from portal.web.lists import address, ordered

#: The kind of job that makes a large workbook.
JOB = "agreements-workbook"
#: A larger workbook is made by a job.
LARGEST_WORKBOOK = 5000
CHUNK = 64 * 1024

#: As ``portal.web.exports.neutral``: a spreadsheet must not take a text for a formula.
TEXT = (
    r"CASE WHEN left({0}, 1) IN ('=', '+', '-', '@', E'\t', E'\r', E'\n', '＝', '＋', '－', '＠')"
    r" THEN '''' || {0} ELSE nullif({0}, '') END"
)
NUMBER = {",": "replace({0}::text, '.', ',')", ".": "{0}::text"}


def csv_response(
    found: QuerySet, shown: Sequence[Column], labels: Mapping[str, str], day: date, filename: str
) -> StreamingHttpResponse:
    """Every row of a result, streamed as it comes: the memory needed does not grow with it."""
    response = StreamingHttpResponse(csv_chunks(found, shown, labels, day), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}.csv"
    return response


def csv_chunks(found: QuerySet, shown: Sequence[Column], labels: Mapping[str, str], day: date) -> Iterator[bytes]:
    """The file in chunks, by ``COPY``; ``labels`` are those of the categories.

    Swedish and Norwegian spreadsheets expect semicolons and decimal commas.
    """
    nordic = (get_language() or "sv")[:2] != "en"
    delimiter, point = (";", ",") if nordic else (",", ".")
    values = expressions(labels, day)
    keys, written = [], []
    for column in shown:
        for key in (column.key, f"{column.key}.currency") if column.currency else (column.key,):
            name = f"c{len(keys)}"
            keys.append(key)
            if key == column.key and column.kind == "money":
                written.append(NUMBER[point].format(name))
            elif key == column.key and column.kind == "date":
                written.append(name)
            else:
                written.append(TEXT.format(name))
    rows, params = found.values_list(*(values[key] for key in keys)).query.sql_with_params()
    names = ", ".join(f"c{n}" for n in range(len(keys)))
    statement = (
        f"COPY (SELECT {', '.join(written)} FROM ({rows}) AS found ({names}))"  # noqa: S608 - no value is in it
        f" TO STDOUT (FORMAT csv, DELIMITER '{delimiter}')"
    )
    yield csv_header(shown)
    buffer = bytearray()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [MEMORY])
        with cursor.copy(statement, params) as copy:
            for row in copy:
                buffer += row
                if len(buffer) > CHUNK:
                    yield bytes(buffer)
                    buffer.clear()
    yield bytes(buffer)


def workbook_job(request: HttpRequest) -> HttpResponse:
    """Have a worker make a large workbook; its page shows how far it is. Only those who sign in can have one."""
    if not request.user.is_authenticated:
        messages.info(
            request,
            _("A workbook of more than %(rows)s rows is made for those who sign in. The CSV file has all rows.")
            % {"rows": formats.number(LARGEST_WORKBOOK)},
        )
        return redirect(address(request))
    query = request.GET.copy()
    query.pop("export", None)
    job = start(kind=JOB, params={"query": query.urlencode()}, by=request.user, language=get_language() or "sv")
    return redirect(job)


def make_workbook(job: Job, progress: Progress) -> Result:
    """The job: the list at an address, as its owner sees it, as a workbook."""
    alphabet, day = alphabet_for(get_language() or ""), timezone.localdate()
    everything = columns(categories(), day, alphabet)
    visible = Agreement.objects.visible_to(job.owner).select_related("owner", "cooperation", "summary")
    query = QueryDict(job.params["query"])
    asked = AgreementFilter(query, queryset=visible, reader=job.owner)
    found, _order = ordered(asked.qs, everything, query.get("sort", ""))
    total = found.count()

    def rows() -> Iterator[Agreement]:
        for done, row in enumerate(found.iterator(chunk_size=2000)):
            if done % 1000 == 0:
                progress.report(done, total, _("Writing rows"))
            yield row

    with tempfile.TemporaryFile(suffix=".xlsx") as file:
        write_xlsx(file, everything, rows(), gettext("Agreements"))
        file.seek(0)
        content = file.read()

    def keep() -> Result:
        stored = store_content(
            by=job.owner, name=gettext("agreements") + ".xlsx", content=content, content_type=XLSX_TYPE
        )
        return Result(file_id=stored.pk)

    return Result(write=keep)
