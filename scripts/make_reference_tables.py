"""Make the compact tables of ``portal/reference/data`` from the published ones.

    python scripts/make_reference_tables.py SOURCE

``SOURCE`` is the folder that holds ``cpv/`` and ``places/`` as ``portal/reference/data/README.md`` lists them.
Running it again on the same sources gives the same bytes.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "portal/reference/data"
GZIP_ABOVE = 300_000


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, header: str, rows: Iterable[Iterable[str]]) -> None:
    """One table, sorted as given; compressed when it is large, with no time in it so that the bytes stay."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(rows)
    content = text.getvalue().encode()
    if len(content) > GZIP_ABOVE:
        (TARGET / f"{name}.csv.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    else:
        (TARGET / f"{name}.csv").write_bytes(content)


def municipalities(places: Path) -> Iterator[list[str]]:
    for row in read(places / "se_municipalities.csv"):
        yield [
            "SE", row["scb_code"], row["name"], row["official_name"], "",
            row["county_code"], row["nuts3"], row["org_number"],
        ]  # fmt: skip
    for row in read(places / "no_municipalities.csv"):
        yield [
            "NO", row["ssb_code"], row["name"], f"{row['name']} kommune", row["official_sami_name"],
            row["county_code"], row["nuts3"], row["org_number"],
        ]  # fmt: skip


def populations(places: Path) -> Iterator[list[str]]:
    for file, country, code, years in (
        ("se_municipalities.csv", "SE", "scb_code", ("2016", "2019")),
        ("no_municipalities.csv", "NO", "ssb_code", ("2024",)),
    ):
        for row in read(places / file):
            for year in years:
                if population := row[f"population_{year}"]:
                    yield [country, row[code], year, population]


def main(source: Path) -> None:
    places = source / "places"
    light = {row["code"] for row in read(source / "cpv/cpv_social_and_special_services.csv")}
    write(
        "cpv",
        "code check_digit parent level is_light_regime label_en label_sv label_nb",
        (
            [
                row["code"], row["check_digit"], row["parent"], row["level"], str(row["code"] in light).lower(),
                row["label_en"], row["label_sv"], row["label_no"],
            ]
            for row in read(source / "cpv/cpv_2008.csv")
        ),
    )  # fmt: skip
    write(
        "nuts",
        "code level country parent name",
        (
            [row["code"], row["level"], row["country"], row["parent"], row["name"]]
            for row in read(places / "nuts_2024_se_no.csv")
        ),
    )
    write(
        "counties",
        "country code name nuts3",
        ([row["country"], row["code"], row["name"], row["nuts3"]] for row in read(places / "counties_se_no.csv")),
    )
    write(
        "municipalities",
        "country code name official_name sami_name county nuts3 registration_number",
        municipalities(places),
    )
    write("populations", "country code year population", populations(places))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
