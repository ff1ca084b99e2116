"""What a layout is: its files, their columns, and how their rows become planned agreements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agreements.data import AgreementData
from agreements.imports.parties import Organisations, Suppliers
from portal.files.sheets import mapping
from portal.files.sheets.findings import Findings, Row, Table
from portal.files.sheets.mapping import Field
from portal.organisations.models import Cooperation
from portal.reference.models import CpvCode


@dataclass(frozen=True)
class FileRole:
    """One of a layout's files. ``telling`` are columns that no other of its files has, by which a mix-up is seen."""

    name: str
    label: Any
    fields: tuple[Field, ...]
    required: bool = True
    help: Any = ""

    def recognised(self, header: list[str]) -> int:
        """How many of the columns this file is known to have are there."""
        return mapping.recognised(header, self.fields)

    def missing(self, columns: list[str]) -> list[str]:
        """The labels of the columns that the file must have and lacks."""
        return [str(field.label) for field in self.fields if field.required and field.name not in columns]


@dataclass(frozen=True)
class Planned:
    """An agreement as the file has it, the row where it begins, and the fields that the file speaks of."""

    data: AgreementData
    row: Row
    compared: frozenset[str]


@dataclass
class Plan:
    """What a file would bring into the register."""

    cooperation: Cooperation
    findings: Findings
    suppliers: Suppliers
    organisations: Organisations
    cpvs: Mapping[str, CpvCode]
    items: list[Planned] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """A way to lay out a register. ``plan`` turns the tables, by their file's role, into planned agreements.

    With ``mapped`` a person says which column holds what; otherwise the columns have the names that the source gave.
    ``source`` is written on everything that comes from it.
    """

    name: str
    label: Any
    help: Any
    files: tuple[FileRole, ...]
    plan: Callable[[Plan, Mapping[str, Table], Callable[[int], None]], None]
    mapped: bool = False
    source: str = ""

    def role(self, name: str) -> FileRole:
        return next(role for role in self.files if role.name == name)
