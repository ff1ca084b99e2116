"""``manage.py import_agreements``: a register from a file, by the same check and writing as on the page."""

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from agreements import rules
from agreements.imports.checking import Checked, check, tables_of
from agreements.imports.layouts import LAYOUTS, Layout
from agreements.imports.work import keep
from agreements.imports.writing import write
from agreements.models import Import, ImportFile
from agreements.services import imports
from portal.accounts.models import User
from portal.files.sheets.findings import Problem, Severity
from portal.files.sheets.reading import Unreadable
from portal.organisations.models import Cooperation
from portal.workflow.errors import Refused, ask

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import a register of agreements from an XLSX or CSV file. Without --write it is only checked. Errors always "
        "block; warnings do until --accept-warnings says that somebody has read them. All of it is written or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="in the order of the layout's files")
        parser.add_argument("--cooperation", required=True, help="its short name in addresses")
        parser.add_argument(
            "--by", required=True, metavar="E-MAIL", help="who imports: in its office, or administrator"
        )
        parser.add_argument("--layout", choices=sorted(LAYOUTS), default="generic")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="HEADER=FIELD",
            help="what a column of the generic layout holds, where its name does not say so (FIELD empty: nothing)",
        )
        parser.add_argument("--write", action="store_true", help="write it, when the check lets it pass")
        parser.add_argument("--accept-warnings", action="store_true")
        parser.add_argument("--publish", action="store_true", help="publish the agreements that keep the law's rules")
        parser.add_argument("--problems", type=Path, metavar="CSV", help="where to write the list of all problems")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")

    def handle(self, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                self._import(options)
            except Unreadable as unreadable:
                raise CommandError(unreadable.message) from unreadable
            except Refused as refused:
                raise CommandError(str(refused)) from refused

    def _import(self, options: dict[str, Any]) -> None:
        by, cooperation = self._who_and_where(options)
        layout = LAYOUTS[options["layout"]]
        imported = self._hand_in(options, by, cooperation, layout)
        checked = check(layout, cooperation, tables_of(imported), self._progress)
        keep(imported=imported, checked=checked, by=by)
        imported.refresh_from_db()
        self._tell(imported, checked.findings.problems, options["problems"])
        if not options["write"]:
            self.stdout.write("Checked only; nothing is written without --write.")
            return
        self._write(options, by, imported, checked)

    def _who_and_where(self, options: dict[str, Any]) -> tuple[User, Cooperation]:
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        cooperation = Cooperation.objects.filter(slug=options["cooperation"]).first()
        if by is None:
            raise CommandError(f"Nobody here has the address {options['by']}.")
        if cooperation is None:
            known = ", ".join(Cooperation.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no cooperation {options['cooperation']} (known: {known}).")
        return by, cooperation

    def _hand_in(self, options: dict[str, Any], by: User, cooperation: Cooperation, layout: Layout) -> Import:
        paths: list[Path] = options["files"]
        if len(paths) > len(layout.files):
            raise CommandError(f"The layout {layout.name} has {len(layout.files)} file(s), not {len(paths)}.")
        files = {}
        for role, path in zip(layout.files, paths, strict=False):
            try:
                if path.stat().st_size > settings.MAX_UPLOAD_BYTES:
                    raise CommandError(f"{path}: larger than {settings.MAX_UPLOAD_BYTES // 1024**2} MB.")
                files[role.name] = (path.name, path.read_bytes())
            except OSError as error:
                raise CommandError(str(error)) from error
        imported = imports.hand_in(by=by, cooperation=cooperation, layout=layout, files=files)
        if layout.mapped:
            file = imported.files.get()
            imports.match_columns(
                by=by, imported=imported, file=file, columns=self._columns(file, layout, options["column"])
            )
        return imported

    def _columns(self, file: ImportFile, layout: Layout, chosen: list[str]) -> list[str]:
        columns, fields = list(file.columns), {field.name for field in layout.role(file.role).fields}
        for pair in chosen:
            header, _equals, field = pair.rpartition("=")
            if header not in file.header or field not in {"", *fields}:
                raise CommandError(f"--column {pair}: write HEADER=FIELD; fields are {', '.join(sorted(fields))}.")
            columns = ["" if name == field else name for name in columns]
            columns[file.header.index(header)] = field
        for header, field in zip(file.header, columns, strict=True):
            self.stdout.write(f"  {header or '(no header)'}: {field or '(not imported)'}")
        return columns

    def _write(self, options: dict[str, Any], by: User, imported: Import, checked: Checked) -> None:
        ask(rules.may_write(imported, accepting=options["accept_warnings"]))
        total = len(checked.new)
        agreements = write(
            by=by,
            imported=imported,
            checked=checked,
            publishing=options["publish"],
            progress=lambda done: self._progress(done, total, "Writing to the register"),
        )
        drafts = sum(1 for agreement in agreements if agreement.is_draft)
        self.stdout.write(f"Written: {len(agreements)} agreements, {drafts} of them drafts.")

    def _progress(self, done: int, total: int, step: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{step}: {done} of {total}   ", ending="" if done < total else "\n")

    def _tell(self, imported: Import, problems: list[Problem], where: Path | None) -> None:
        found = imported.summary
        self.stdout.write(
            f"{found['rows']} rows: {found['new']} new agreements, {found['unchanged']} that stand in the register "
            f"already, {found['differing']} that differ from it (never changed); {found['suppliers']} new suppliers, "
            f"{found['organisations']} new organisations; {found['publishable']} may be published."
        )
        for reason, count in found["reasons"]:
            self.stdout.write(f"  draft: {count} × {reason}")
        for kind, count in found["by_kind"].items():
            self.stdout.write(f"  {kind}: {count}")
        for problem in sorted(problems, key=lambda problem: problem.severity != Severity.ERROR)[:SHOWN]:
            place = ", ".join(
                part for part in (problem.file, problem.sheet, f"row {problem.row}", problem.column) if part
            )
            self.stdout.write(f"  {problem.severity}: {place}: {problem.text}")
        if len(problems) > SHOWN:
            self.stdout.write(f"  … and {len(problems) - SHOWN} more")
        if where is not None:
            with where.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(["severity", "kind", "file", "sheet", "row", "column", "problem"])
                writer.writerows((p.severity, p.code, p.file, p.sheet, p.row, p.column, p.text) for p in problems)
