"""``make bench``: fill, start, measure, tell.

| variable | meaning | default |
| --- | --- | --- |
| BENCH_SIZE | how many agreements | 100000 |
| BENCH_ONLY | the scenarios to measure, comma-separated | all |
| BENCH_FRESH | 1 fills the kept database anew | 0 |
| BENCH_PROFILE | 1 tells where the time goes instead of measuring it | 0 |
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from itertools import cycle, islice

import psycopg

from bench import place
from bench.client import Reader, Times, in_turns
from bench.place import say
from portal.embedded import addresses, system
from portal.embedded.processes import Process, StartError

LONGEST = 15.0  # seconds for one scenario with so many clients: on a busy machine it is asked less often
CHECKED = 5  # answers of both sides that are compared before the clock starts


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    size = int(os.environ.get("BENCH_SIZE") or 100_000)
    try:
        system.ensure("weasyprint")
        with place.servers(size, fresh=os.environ.get("BENCH_FRESH") == "1") as database:
            if os.environ.get("BENCH_PROFILE") == "1":
                _profile(database)
            else:
                _measure(database, size)
    except StartError as error:
        print(f"\nThe measurements did not start: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    return 0


def _chosen() -> list:
    from bench.scenarios import SCENARIOS

    only = [name for name in os.environ.get("BENCH_ONLY", "").split(",") if name]
    if unknown := set(only) - {scenario.name for scenario in SCENARIOS}:
        raise StartError(f"BENCH_ONLY: there is no scenario {', '.join(sorted(unknown))}.")
    return [scenario for scenario in SCENARIOS if not only or scenario.name in only]


def _session(user: int) -> str:
    """The key of a session of somebody who has signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore

    from portal.accounts.models import User

    session = SessionStore()
    session[SESSION_KEY] = str(user)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = User.objects.get(pk=user).get_session_auth_hash()
    session.save()
    return session.session_key


def _set_up_django() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    django.setup()


def _measure(database: str, size: int) -> None:
    from bench import table

    with place.portal() as (port, web), contextlib.ExitStack() as connections:
        _set_up_django()
        from bench.asking import Asker, Register

        def connect() -> psycopg.Connection:
            return connections.enter_context(psycopg.connect(database, autocommit=True))

        register, chosen = Register(connect()), _chosen()
        officer = _session(register.officers[0])
        buying = [(purchaser, _session(purchaser.user)) for purchaser in register.purchasers]
        askers = [
            Asker(register, Reader(port, officer), connect(), Reader(port, session), purchaser)
            for purchaser, session in islice(cycle(buying), max(clients for one in chosen for clients in one.clients))
        ]
        processes = place.children(web.pid)
        fresh = [place.memory(pid) for pid in processes]
        rows, growth = [], 0.0
        for scenario in chosen:
            _compare(scenario, askers[0])
            for clients, times in zip(scenario.clients, scenario.times, strict=True):
                with _growth(web) as grown:
                    row = _measured(scenario, askers[:clients], times)
                rows.append(row)
                say(f"  {row}")
                if scenario.name == "export":
                    growth = max(growth, grown[0])
            if scenario.proof:
                say(f"  {scenario.name}: {scenario.proof(askers)}")
        memory = table.Memory(fresh, [place.memory(pid) for pid in processes], growth)
        say(f"\nMilliseconds, {size:,} agreements:\n\n{table.text(rows)}\n\n{memory}")
        table.write(addresses.ROOT / "bench-result.json", size, rows, memory)


def _compare(scenario, asker) -> None:
    """Both sides must answer the same; this also warms both up."""
    if scenario.sql is None:
        return
    for n in range(min(CHECKED, scenario.times[0])):
        told = [scenario.told(asker, ask(asker, n)) for ask in (scenario.portal, scenario.sql)]
        if told[0] != told[1]:
            raise StartError(f"{scenario.name}: the portal answers {told[0]}, SQL {told[1]} (question {n}).")


def _measured(scenario, askers, times: int):
    from bench.table import Measured

    portal, sql = Times(), Times()
    latest = time.monotonic() + LONGEST
    for numbers in in_turns(times, len(askers)):
        for side, ask in ((portal, scenario.portal), (sql, scenario.sql)):
            if ask is not None:
                asks = [lambda n, ask=ask, asker=asker: ask(asker, n) for asker in askers]
                side.add(asks, numbers)
        if time.monotonic() > latest:
            break
    aim = scenario.aim if len(askers) == scenario.aimed_at else {}
    return Measured(scenario.name, len(askers), portal, sql if scenario.sql else None, aim)


@contextlib.contextmanager
def _growth(web: Process) -> Iterator[list[float]]:
    """How much a web process grew at most meanwhile, in MiB, in a list that is filled at the end."""
    processes = place.children(web.pid)
    before = {pid: place.memory(pid) for pid in processes}
    most, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            most[0] = max(most[0], *(place.memory(pid) - before[pid] for pid in processes))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()


def _profile(database: str) -> None:
    os.environ["SITE_URL"] = "http://127.0.0.1"
    place.gather_static()
    _set_up_django()
    from bench.asking import Asker, Register
    from bench.profiling import InProcess, profile
    from portal.wsgi import application

    with psycopg.connect(database, autocommit=True) as connection:
        register = Register(connection)
        purchaser = register.purchasers[0]
        officer, buyer = (
            InProcess(application, f"sessionid={_session(user)}; csrftoken={'b' * 32}")
            for user in (register.officers[0], purchaser.user)
        )
        asker = Asker(register, officer, connection, buyer, purchaser)
        for scenario in _chosen():
            say(f"\n## {scenario.name}\n{profile(lambda n, scenario=scenario: scenario.portal(asker, n))}")


if __name__ == "__main__":
    begun = time.monotonic()
    code = main()
    say(f"({time.monotonic() - begun:.0f} s)")
    sys.exit(code)
