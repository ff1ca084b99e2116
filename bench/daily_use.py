"""What is measured of daily use: may I buy, the ledger, calling off by many at once, and prices."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any
from urllib.parse import urlencode

from bench import daily_questions as daily
from bench.asking import WORDS, Asker, Register, Scenario
from bench.client import Answer, Unexpected, timed

AMOUNTS = (Decimal(5_000), Decimal(80_000), None, Decimal(1_500_000))
DAYS = (None, 300, 1500)
CALLING_OFF = 16
TOLD = 10  # agreements of a kind in one answer
PARTS = 10  # of what is left of a ceiling when everybody wants one at once


def total(asker: Asker, answer: Answer | int) -> int:
    """What a list says of its length."""
    return answer if isinstance(answer, int) else answer.number(b'<p class="list-total figures"><strong>')


# May I buy


def _need(register: Register, n: int) -> dict[str, Any]:
    """What is needed: by a word, two words or a code, for several amounts, contracts and organisations."""
    word = WORDS[n // 3 % len(WORDS)]
    ends_in = DAYS[n // 3 % len(DAYS)]
    return {
        "need": (word, f"{word} skolor", register.codes[n % len(register.codes)])[n % 3],
        "amount": AMOUNTS[n % len(AMOUNTS)],
        "ends_on": register.day + timedelta(days=ends_in) if ends_in else None,
        "organisation": register.municipalities[n % len(register.municipalities)][0],
    }


def _may_i_buy(asker: Asker, n: int) -> tuple[int, int]:
    """How many agreements may be used, and how many come near."""
    said = _need(asker.register, n)
    said["q"] = said.pop("need")
    body = asker.buyer.get(f"/agreements/buy/?{urlencode({k: v for k, v in said.items() if v is not None})}").body
    told = [body.count(b'class="card buying-answer" data-tone="%s"' % tone) for tone in (b"success", b"neutral")]
    return told[0], told[1]


def _select_usable(asker: Asker, n: int) -> tuple[int, int]:
    said = _need(asker.register, n)
    need = said["need"]
    said |= {"day": asker.register.day, "amount": said["amount"] or Decimal("0.01"), "words": ""}
    if need.isdecimal():
        found = daily.COVERING
        said |= {"code": need, "above": [need[:digits].ljust(8, "0") for digits in range(2, 8)]}
    else:
        words = need.split()
        found = daily.needing(words)
        said |= {"words": need, **{f"word{place}": word for place, word in enumerate(words)}}
    return _told(row[:2] for row in asker.connection.execute(daily.buying(found), said))


def _told(rows: Iterable[tuple[bool, bool]]) -> tuple[int, int]:
    """How many may be used and how many not, of the first that are told of together; of the next where none of them may
    be used. A row says whether it is among the organisation's own in force, and whether it may be used."""
    said = list(rows)
    own = [usable for is_own, usable in said if is_own]
    asked = TOLD
    while asked < len(own) and not any(own[:asked]):
        asked += TOLD
    usable = sum(own[:asked])
    return usable, min(len(own[:asked]) - usable + len(said) - len(own), TOLD)


# The ledger


def _read_ledger(asker: Asker, n: int) -> Answer:
    return asker.reader.get(f"/agreements/{asker.register.busiest}/ceiling/?page={1 + n % 50}")


def _select_ledger(asker: Asker, n: int) -> int:
    asked = {"agreement": asker.register.busiest, "first": 25 * (n % 50)}
    with asker.connection.pipeline():
        cursors = [asker.connection.execute(statement, asked) for statement in daily.LEDGER]
    return [cursor.fetchall() for cursor in cursors][-1][0][0]


# Calling off


def _wanted(asker: Asker, n: int) -> dict[str, Any]:
    day = asker.register.day
    return {"amount": Decimal(100 + n % 50), "title": f"Avrop {n}", "ends_on": day + timedelta(days=90)}


def call_off(asker: Asker, wanted: dict[str, Any]) -> int | None:
    """Hand the form in; gives the call-off that was made, or nothing when the portal has refused it."""
    lot, purchaser = asker.register.lot, asker.purchaser
    place = {"agreement": lot.agreement, "lot": lot.id, "organisation": purchaser.organisation}
    said = {**wanted, "supplier": lot.supplier, "contact": purchaser.user}
    fields = [(name, str(value)) for name, value in said.items()]
    location = asker.buyer.post(f"/agreements/call-offs/new/?{urlencode(place)}", fields).location
    return next((int(part) for part in location.split("/") if part.isdecimal()), None)


def _call_off(asker: Asker, n: int) -> int:
    made = call_off(asker, _wanted(asker, n))
    if made is None:
        raise Unexpected(f"call-off {n} was refused")
    return made


def _insert_call_off(asker: Asker, n: int) -> int:
    lot, purchaser = asker.register.lot, asker.purchaser
    said = {"agreement": lot.agreement, "lot": lot.id, "supplier": lot.supplier, "day": asker.register.day}
    said |= {**_wanted(asker, n), "user": purchaser.user, "organisation": purchaser.organisation}
    hold, made, *written = daily.CALL_OFF
    with asker.connection.transaction():
        asker.connection.execute(hold, said)
        said["id"] = asker.connection.execute(made, said).fetchone()[0]
        for statement in written:
            asker.connection.execute(statement, said)
    return said["id"]


def _called_off(asker: Asker, pk: int) -> list[tuple[Any, ...]]:
    return asker.connection.execute(daily.CALLED_OFF, {"id": pk}).fetchall()


def left_of_lot(asker: Asker) -> Decimal:
    """What is left of the lot's ceiling. Raises ``Unexpected`` when its sums, entries and call-offs do not say the
    same, or more is taken than its maximum."""
    found = asker.connection.execute(daily.SUMS_OF_LOT, {"lot": asker.register.lot.id}).fetchone()
    balance, entries, (called, maximum) = found[:3], found[3:6], found[6:]
    reserved, used, _number = balance
    if balance != entries or reserved != called or reserved + used > maximum:
        raise Unexpected(f"the ledger of lot {asker.register.lot.id} is wrong: {found}")
    return maximum - reserved - used


def part_of_left(asker: Asker) -> dict[str, Any]:
    """A call-off of a tenth of what is left: ten fit."""
    part = (left_of_lot(asker) / PARTS).quantize(Decimal("0.01"), ROUND_DOWN)
    return {**_wanted(asker, 0), "amount": part}


def _exhaust(askers: Sequence[Asker]) -> str:
    """Everybody wants a tenth of what is left at once: ten get it, the others are refused, and the ledger is right."""
    wanted = part_of_left(askers[0])
    made: list[int | None] = []
    timed([lambda n, asker=asker: made.append(call_off(asker, wanted)) for asker in askers], range(len(askers)))
    got = sum(pk is not None for pk in made)
    left = left_of_lot(askers[0])
    if got != PARTS:
        raise Unexpected(f"{got} of {len(made)} got a tenth of what was left")
    return f"{len(made)} wanted a tenth of what was left at once: {got} got it, {left:,} is left, the ledger is right"


# Prices


def _article(register: Register, n: int) -> str:
    """What is typed: an article's number, one of its words, or two."""
    article = register.articles[n % len(register.articles)]
    words = article.words
    return (article.number, words[0], f"{words[0]} {words[-1]}")[n % 3]


def _find_prices(asker: Asker, n: int) -> Answer:
    return asker.reader.get(f"/agreements/prices/?{urlencode({'q': _article(asker.register, n)})}")


def _select_prices(asker: Asker, n: int) -> int:
    typed = _article(asker.register, n)
    words = typed.split()
    said = {"cooperation": asker.register.cooperation, "day": asker.register.day}
    said |= {"key": "".join(letter for letter in typed.casefold() if letter.isalnum())}
    said |= {f"word{place}": word for place, word in enumerate(words)}
    return asker.connection.execute(daily.prices(words), said).fetchone()[0]


DAILY_USE = (
    Scenario("buy", _may_i_buy, _select_usable, aim={"under": 60}),
    Scenario("ledger", _read_ledger, _select_ledger, total, {"under": 30}),
    Scenario("prices", _find_prices, _select_prices, total, {"under": 100}),
    # Last: the letters and confirmations of hundreds of call-offs keep the worker busy for long.
    Scenario(
        "calloff",
        _call_off,
        _insert_call_off,
        _called_off,
        {"per_second": 50},
        times=(100, 960),
        clients=(1, CALLING_OFF),
        proof=_exhaust,
    ),
)
