"""Make the table of ``procurements/data`` from the published one.

    python scripts/make_past_procurements.py SOURCE

``SOURCE`` is the folder that holds ``agreements/``, as ``procurements/data/README.md`` says. Running it again on the
same source gives the same bytes.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "procurements/data/se_2021.csv.gz"
HEADER = ("source_id", "advertised_on", "title", "buyer_number", "cpv", "procedure", "kind", "value", "is_joint")
KINDS = {"Ramavtal": "framework", "Kontrakt": "contract"}


def rows(source: Path) -> Iterator[tuple[str, ...]]:
    """The facts that are carried over, as the source states them; runs of spaces in titles are made one."""
    with gzip.open(source / "agreements/se_uhm_2021_procurements.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield (
                row["procurement_id"],
                row["published"],
                " ".join(row["title"].split()),
                row["buyer_org_number"],
                row["cpv_code"],
                row["procedure"],
                KINDS[row["agreement_type"]],
                row["contracted_value_sek"],
                row["joint_procurement"],
            )


def main(source: Path) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(sorted(rows(source)))
    TARGET.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
