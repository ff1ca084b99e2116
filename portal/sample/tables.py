"""Reading the sample's tables."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table, as text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def document(name: str) -> Any:
    """A JSON document."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
