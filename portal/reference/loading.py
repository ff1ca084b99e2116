"""Bring the reference tables in the database to what ``data/`` says."""

import gzip
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.reference.models import County, CpvCode, Municipality, MunicipalityPopulation, NutsArea, Threshold

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Table:
    """A file of ``data/``, the model that it fills, and how its columns (all text) become the table's.

    ``kept_here``: an administrator keeps the table from then on, so that it is filled only while it is empty.
    ``folder`` is where the file of another app lies.
    """

    file: str
    model: type[models.Model]
    title: Promise
    key: str
    columns: str
    select: str
    kept_here: bool = False
    folder: Path = DATA

    def read(self) -> bytes:
        path = self.folder / self.file
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@dataclass(frozen=True)
class Loaded:
    """What one table came to: how many rows were new or differed, and how many the table holds."""

    title: Promise
    changed: int
    total: int


# In this order: a municipality needs its county, a population its municipality.
TABLES = (
    Table(
        "cpv.csv.gz",
        CpvCode,
        _("CPV codes"),
        key="code",
        columns="code, check_digit, parent_id, level, is_light_regime, label_en, label_sv, label_nb",
        select="SELECT code, check_digit, parent, level, is_light_regime::boolean, label_en, label_sv, label_nb "
        "FROM incoming",
    ),
    Table(
        "nuts.csv",
        NutsArea,
        _("NUTS areas"),
        key="code",
        columns="code, level, country, parent_id, name",
        select="SELECT code, level::smallint, country, parent, name FROM incoming",
    ),
    Table(
        "counties.csv",
        County,
        _("counties"),
        key="country, code",
        columns="country, code, name, nuts3",
        select="SELECT country, code, name, nuts3 FROM incoming",
    ),
    Table(
        "municipalities.csv",
        Municipality,
        _("municipalities"),
        key="country, code",
        columns="country, code, name, official_name, sami_name, county_id, nuts3, registration_number",
        select="SELECT i.country, i.code, i.name, i.official_name, coalesce(i.sami_name, ''), county.id, i.nuts3, "
        "i.registration_number FROM incoming i "
        "JOIN reference_county county ON (county.country, county.code) = (i.country, i.county)",
    ),
    Table(
        "populations.csv",
        MunicipalityPopulation,
        _("population figures"),
        key="municipality_id, year",
        columns="municipality_id, year, population",
        select="SELECT place.id, i.year::smallint, i.population::integer FROM incoming i "
        "JOIN reference_municipality place ON (place.country, place.code) = (i.country, i.code)",
    ),
    Table(
        "thresholds.csv",
        Threshold,
        _("thresholds"),
        key="jurisdiction, kind, valid_from",
        columns="jurisdiction, kind, amount, currency, valid_from, valid_to, source, url, certain, note",
        select="SELECT jurisdiction, kind, amount::numeric, currency, valid_from::date, valid_to::date, source, "
        "coalesce(url, ''), certain::boolean, coalesce(note, '') FROM incoming",
        kept_here=True,
    ),
)

_of_others: list[Table] = []


def register(table: Table) -> None:
    """Have a table of an upper app loaded after the reference tables; called from its ``ready()``."""
    _of_others.append(table)


@transaction.atomic
def load_reference() -> list[Loaded]:
    """Add what is missing and correct what differs; nothing is deleted, since agreements may point at it."""
    return [_load(table) for table in (*TABLES, *_of_others)]


def _load(table: Table) -> Loaded:
    if table.kept_here and table.model._default_manager.exists():
        return Loaded(table.title, 0, table.model._default_manager.count())
    content = table.read()
    header = content[: content.index(b"\n")].decode().split(",")
    target, columns = table.model._meta.db_table, table.columns.split(", ")
    corrections = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE incoming ({', '.join(f'{name} text' for name in header)})")
        with cursor.copy("COPY incoming FROM STDIN (FORMAT csv, HEADER true)") as copy:
            copy.write(content)
        cursor.execute(
            f"INSERT INTO {target} ({table.columns}) "  # noqa: S608 -- every name stands in this module
            f"{table.select} EXCEPT SELECT {table.columns} FROM {target} "
            f"ON CONFLICT ({table.key}) DO UPDATE SET {corrections}"
        )
        changed = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
    return Loaded(table.title, changed, table.model._default_manager.count())
