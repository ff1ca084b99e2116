"""What was measured, as a table to read and as JSON to compare."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.client import Times

_COLUMNS = ("scenario", "clients", "SQL", "p95", "portal", "p95", "ratio", "above", "aim", "")
_AIMS = {"under": "under {:,g}", "above": "above {:g}", "ratio": "ratio {:g}", "per_second": "{:g} a second"}


@dataclass(frozen=True)
class Measured:
    """One scenario with so many clients: times of both sides in milliseconds."""

    scenario: str
    clients: int
    portal: Times
    sql: Times | None
    aim: Mapping[str, float]

    @property
    def ratio(self) -> float | None:
        return self.portal.median / self.sql.median if self.sql else None

    @property
    def above(self) -> float | None:
        """How much longer than SQL the portal takes, in milliseconds."""
        return self.portal.median - self.sql.median if self.sql else None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met."""
        if not self.aim:
            return None
        if "per_second" in self.aim:
            return self.portal.per_second >= self.aim["per_second"]
        reached = {"under": self.portal.median, "above": self.above, "ratio": self.ratio}
        return all(reached[name] <= limit for name, limit in self.aim.items())

    @property
    def result(self) -> str:
        """Whether the aim is met, in a word; of a rate, also how many answers a second both sides gave."""
        word = {True: "met", False: "missed", None: ""}[self.met]
        if "per_second" not in self.aim:
            return word
        sql = f", SQL {_short(self.sql.per_second)}" if self.sql else ""
        return f"{word}: {_short(self.portal.per_second)} a second{sql}"

    def __str__(self) -> str:
        sql = f", SQL {_short(self.sql.median)} ms" if self.sql else ""
        return f"{self.scenario}, {self.clients} at once: portal {_short(self.portal.median)} ms{sql}"

    def plain(self) -> dict[str, Any]:
        sides = {"portal": self.portal, "sql": self.sql}
        return {
            "scenario": self.scenario,
            "clients": self.clients,
            **{name: times.plain() for name, times in sides.items() if times},
            "ratio": self.ratio,
            "above_ms": self.above,
            "aim": self.aim,
            "met": self.met,
        }


@dataclass(frozen=True)
class Memory:
    """Of each web process in MiB: before anything was asked, at the end, and the most it grew during an export."""

    fresh: Sequence[float]
    used: Sequence[float]
    growth_in_export: float

    def __str__(self) -> str:
        told = {name: " and ".join(f"{value:.0f}" for value in getattr(self, name)) for name in ("fresh", "used")}
        return (
            f"Memory of the two web processes (PSS, MiB): {told['fresh']} at first, {told['used']} at the end "
            f"(aim: less than 120); grew by {self.growth_in_export:.1f} at most during an export."
        )


def text(rows: Sequence[Measured]) -> str:
    """The table in Markdown; milliseconds."""
    lines = [_COLUMNS, tuple("---" if name in ("scenario", "aim", "") else "--:" for name in _COLUMNS)]
    for row in rows:
        sql = (_short(row.sql.median), _short(row.sql.p95)) if row.sql else ("", "")
        ratio, above = ("" if value is None else _short(value) for value in (row.ratio, row.above))
        portal = (_short(row.portal.median), _short(row.portal.p95))
        aim = ", ".join(_AIMS[name].format(limit) for name, limit in row.aim.items())
        lines.append((row.scenario, str(row.clients), *sql, *portal, ratio, above, aim, row.result))
    widths = [max(len(line[column]) for line in lines) for column in range(len(_COLUMNS))]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def write(path: Path, size: int, rows: Sequence[Measured], memory: Memory) -> None:
    result = {"size": size, "scenarios": [row.plain() for row in rows], "memory_mib": asdict(memory)}
    path.write_text(json.dumps(result, indent=2) + "\n")
