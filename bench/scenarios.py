"""What is measured: each time one question to the portal and the same one in SQL."""

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from bench import questions
from bench.asking import WORDS, Asker, Register, Scenario
from bench.client import Answer, Unexpected
from bench.daily_use import DAILY_USE, total
from bench.pipeline import PIPELINE

CPVS = ["90910000", "90911000"]
IMPORTED = 10_000


# Finding


def _of_municipality(register: Register, n: int) -> dict[str, Any]:
    return {"municipality": register.municipalities[n % len(register.municipalities)][0], "state": "in_force"}


def _of_state(register: Register, n: int) -> dict[str, Any]:
    return {"state": "in_force"}


def _of_word(register: Register, n: int) -> dict[str, Any]:
    return {"q": WORDS[n % len(WORDS)]}


def _of_number(register: Register, n: int) -> dict[str, Any]:
    return {"q": register.agreements[n % len(register.agreements)][1]}


def _find(chosen: Callable[[Register, int], dict[str, Any]]) -> Callable[[Asker, int], Answer]:
    def ask(asker: Asker, n: int) -> Answer:
        parameters = {**chosen(asker.register, n), "cooperation": asker.register.cooperation}
        return asker.reader.get(f"/agreements/?{urlencode(parameters)}")

    return ask


def _select(
    conditions: Mapping[str, str], chosen: Callable[[Register, int], dict[str, Any]], name: str = ""
) -> Callable[[Asker, int], int]:
    """Asks for the first page and the counts; ``name`` is the parameter that a typed text stands for."""
    conditions = {**conditions, "cooperation": questions.OF_COOPERATION}
    statement = questions.found(conditions)

    def ask(asker: Asker, n: int) -> int:
        parameters = {**chosen(asker.register, n), "cooperation": asker.register.cooperation, "day": asker.register.day}
        if name:
            parameters[name] = parameters["q"]
        counted = asker.connection.execute(statement, parameters).fetchall()
        return next(number for facet, _value, number in counted if facet == "total")

    return ask


# One agreement


def _open_agreement(asker: Asker, n: int) -> int:
    """The buyers and the places of suppliers that the page tells of."""
    pk, _number = asker.register.agreements[n % len(asker.register.agreements)]
    return asker.reader.get(f"/agreements/{pk}/").body.count(b'<th scope="row" data-label=')


def _select_agreement(asker: Asker, n: int) -> int:
    pk, _number = asker.register.agreements[n % len(asker.register.agreements)]
    with asker.connection.pipeline():
        cursors = [asker.connection.execute(statement, [pk]) for statement in questions.AGREEMENT]
    _agreement, _cpvs, places, buyers, *_rest = [cursor.fetchall() for cursor in cursors]
    return len(places) + len(buyers)


def _draft(register: Register, n: int) -> dict[str, Any]:
    buyers = [register.municipalities[(n + step) % len(register.municipalities)][0] for step in range(3)]
    return {
        "cooperation": register.cooperation,
        "municipality": buyers[0],
        "officer": register.officers[0],
        "number": f"B/{time.monotonic_ns()}",
        "title": f"Städning av skolor, område {n}",
        "cpvs": CPVS,
        "suppliers": [register.suppliers[(n + 7 * step) % len(register.suppliers)][0] for step in range(3)],
        "buyers": buyers,
    }


def _register(asker: Asker, n: int) -> int:
    draft = _draft(asker.register, n)
    places = [(0, 0, 1), (0, 1, 2), (1, 0, "")]
    fields = [
        *((name, str(draft[name])) for name in ("title", "number", "cooperation")),
        *(("kind", "framework"), ("level", "regional")),
        *(("cpvs_key", code) for code in draft["cpvs"]),
        *(("owner_pick", str(draft["municipality"])), ("responsible", str(draft["officer"]))),
        *(("announced_on", "2027-01-01"), ("starts_on", "2027-06-01"), ("ends_on", "2029-05-31")),
        *(("latest_contract_end_on", "2031-05-31"), ("estimated_value", "9000000"), ("maximum_value", "12000000")),
        *(("options-row", "0"), ("options-0-months", "12"), ("options-0-notice_by", "2029-02-28")),
        *(("lots-row", "0"), ("lots-0-number", "1"), ("lots-0-title", "Norr"), ("lots-0-call_off_method", "ranking")),
        *(("lots-row", "1"), ("lots-1-number", "2"), ("lots-1-title", "Söder")),
    ]
    for (lot, place, rank), supplier in zip(places, draft["suppliers"], strict=True):
        row = f"lots-{lot}-suppliers"
        fields += [(f"{row}-row", str(place)), (f"{row}-{place}-supplier_pick", str(supplier))]
        fields.append((f"{row}-{place}-rank", str(rank)))
    for place, buyer in enumerate(draft["buyers"]):
        fields += [("buyers-row", str(place)), (f"buyers-{place}-organisation_pick", str(buyer))]
        fields.append((f"buyers-{place}-binding", "must"))
    answer = asker.reader.post("/agreements/new/", fields)
    if not answer.location:
        raise Unexpected(f"not registered: {answer.body.decode()}")
    return next(int(part) for part in answer.location.split("/") if part.isdecimal())


def _insert(asker: Asker, n: int) -> int:
    draft = _draft(asker.register, n)
    with asker.connection.transaction():
        draft["id"] = asker.connection.execute(questions.REGISTER_AGREEMENT, draft).fetchone()[0]
        for statement in questions.REGISTER_ROWS:
            asker.connection.execute(statement, draft)
    return draft["id"]


def _rows_behind(asker: Asker, pk: int) -> int:
    return asker.connection.execute(questions.ROWS_BEHIND, {"id": pk}).fetchone()[0]


# The steering group

_FIRST_FIGURE = b'<p class="figure-number figures">'


def _dashboard(asker: Asker, n: int) -> int:
    return asker.reader.get(f"/dashboard/?cooperation={asker.register.cooperation}").number(_FIRST_FIGURE)


def _figures(asker: Asker, n: int) -> int:
    parameters = {"cooperation": asker.register.cooperation, "day": asker.register.day}
    counted = [asker.connection.execute(statement, parameters).fetchall() for statement in questions.FIGURES]
    return sum(number for _owner, _last_day, number, *_money in counted[0])


# Files


def _export(asker: Asker, n: int) -> int:
    return _lines(asker.reader.download("/agreements/?cooperation=all&export=csv")) - 1


def _copy(asker: Asker, n: int) -> int:
    with asker.connection.cursor() as cursor, cursor.copy(questions.EXPORT, {"day": asker.register.day}) as parts:
        return _lines(parts)


def _lines(parts: Any) -> int:
    return sum(bytes(part).count(b"\n") for part in parts)


def _rows_to_import(register: Register, n: int) -> list[tuple[str, ...]]:
    """Rows of a register of 10,000 agreements, each with two lots of one supplier."""
    begun = time.monotonic_ns()
    rows = []
    for number in range(IMPORTED):
        owner = register.municipalities[number % len(register.municipalities)][1]
        for lot in (1, 2):
            supplier = register.suppliers[(number + 17 * lot) % len(register.suppliers)][1]
            rows.append(
                (f"I-{begun}-{number}", f"Städning av skolor {number}", owner, supplier, str(lot), CPVS[0],
                 "2026-01-01", "2028-12-31", "2030-12-31", "1000000", "1500000")
            )  # fmt: skip
    return rows


def _insert_rows(asker: Asker, n: int) -> int:
    rows = _rows_to_import(asker.register, n)
    people = {"cooperation": asker.register.cooperation, "officer": asker.register.officers[0]}
    with asker.connection.transaction(), asker.connection.cursor() as cursor:
        cursor.execute(questions.STAGE)
        with cursor.copy(questions.STAGE_ROWS) as copy:
            for row in rows:
                copy.write_row(row)
        for statement in questions.IMPORT:
            cursor.execute(statement, people)
    return IMPORTED


def _import(asker: Asker, n: int) -> int:
    """Hand a file in, have it checked and then written by the worker, as the pages do."""
    from agreements.imports.layouts import LAYOUTS
    from agreements.services import imports
    from portal.accounts.models import User
    from portal.organisations.models import Cooperation

    officer = User.objects.get(pk=asker.register.officers[0])
    cooperation = Cooperation.objects.get(pk=asker.register.cooperation)
    header = "Number;Title;Owner;Supplier;Lot number;CPV codes;First day;Last day;Latest end of contracts"
    lines = [f"{header};Estimated value;Maximum value", *map(";".join, _rows_to_import(asker.register, n))]
    file = ("register.csv", "\n".join(lines).encode())
    imported = imports.hand_in(by=officer, cooperation=cooperation, layout=LAYOUTS["generic"], files={"register": file})
    sheet = imported.files.get()
    imports.match_columns(by=officer, imported=imported, file=sheet, columns=sheet.columns)
    _wait(asker, imports.start_check(by=officer, imported=imported, language="en").pk)
    imported.refresh_from_db()
    writing = imports.confirm(
        by=officer, imported=imported, accepting=True, publishing=False, language="en", digest=imported.digest
    )
    return _wait(asker, writing.pk)["agreements"]


def _make_report(asker: Asker, n: int) -> None:
    """Ask for the steering group's summary and wait until it can be fetched."""
    fields = [("cooperation", str(asker.register.cooperation)), ("language", "sv")]
    answer = asker.reader.post("/reports/new/", fields)
    if not answer.location:
        raise Unexpected(f"no report: {answer.body.decode()}")
    _wait(asker, next(int(part) for part in answer.location.split("/") if part.isdecimal()))


def _wait(asker: Asker, job: int) -> dict[str, Any]:
    """Wait for the worker; gives what came of the job. Who waits holds no connection of Django's pool."""
    connection.close()
    while True:
        status, result, error = asker.connection.execute(
            "SELECT status, result, error FROM jobs_job WHERE id = %s", [job]
        ).fetchone()
        if status == "done":
            return result
        if status not in ("queued", "running"):
            raise Unexpected(f"job {job} {status}: {error} {result}")
        time.sleep(0.02)


LIST = {"municipality": questions.FOR_BUYER, "state": questions.IN_FORCE}
WIDE = {"state": questions.IN_FORCE}
WORD = {"q": questions.WORDED}
NUMBER = {"q": questions.NUMBERED}

SCENARIOS = (
    Scenario("search", _find(_of_word), _select(WORD, _of_word, "word"), total, {"above": 15}),
    Scenario("number", _find(_of_number), _select(NUMBER, _of_number, "number"), total, {"under": 10}),
    Scenario("list", _find(_of_municipality), _select(LIST, _of_municipality), total, {"above": 10}),
    Scenario("widelist", _find(_of_state), _select(WIDE, _of_state), total, {"above": 10}, (40, 80)),
    Scenario("agreement", _open_agreement, _select_agreement, aim={"above": 10}),
    Scenario("register", _register, _insert, _rows_behind, {"under": 20}),
    Scenario("dashboard", _dashboard, _figures, aim={"under": 15}, times=(60, 120)),
    Scenario("export", _export, _copy, aim={"ratio": 3}, times=(4, 8)),
    Scenario("import", _import, _insert_rows, aim={"under": 10_000}, times=(1, 8)),
    Scenario("report", _make_report, None, times=(2, 8)),
    *PIPELINE,
    *DAILY_USE,
)
