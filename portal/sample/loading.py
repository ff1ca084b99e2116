"""Building the whole sample, all or nothing."""

from datetime import date

from django.db import transaction
from django.utils import translation

from portal.accounts.actor import forget
from portal.sample import people
from portal.sample.accounts import create_users
from portal.sample.care import Care
from portal.sample.fiction import Fiction
from portal.sample.kongsberg import load_byggeledelse
from portal.sample.register import load_register
from portal.sample.trade import Trade

OFFICERS = {"stockholm": "upphandlare", "kongsberg": "innkjopsradgiver"}
MANAGERS = {"stockholm": "chef", "kongsberg": "innkjopssjef"}
PURCHASERS = {"stockholm": "bestallare", "kongsberg": "bestiller"}
#: What the portal itself writes into a cooperation, such as its founding meeting, is in its readers' language.
LANGUAGES = {"stockholm": "sv", "kongsberg": "nb"}


@transaction.atomic
def load(today: date) -> dict[str, int]:
    """Build two cooperations with their people, registers and plans; answers how many agreements each register has.

    The same day gives the same sample. Wants an installation with reference data and without a cooperation.
    """
    users = create_users()
    administrator = people.appoint_administrator(users)
    counted = {}
    for key, address in OFFICERS.items():
        with translation.override(LANGUAGES[key]):
            cooperation = people.found(key, users, administrator)
            officer = users[address]
            forget(officer)
            fiction = Fiction(key, cooperation, officer, today)
            fiction.load()
            if key == "stockholm":
                fiction.let_supply(users["leverantor"])
                load_register(cooperation, officer, today)
            else:
                load_byggeledelse(cooperation, officer)
            Trade(key, cooperation, officer, users[PURCHASERS[key]], today).load()
            forget(users[MANAGERS[key]])
            Care(key, cooperation, officer, users[MANAGERS[key]], today).load()
        counted[cooperation.name] = cooperation.agreements.count()
    return counted
