"""Building the whole sample, all or nothing."""

from datetime import date

from django.db import transaction
from django.utils import translation

from portal.accounts.actor import forget
from portal.figures.quarters import before as quarters_before
from portal.figures.quarters import keep
from portal.jobs import services as jobs
from portal.sample import people
from portal.sample.accounts import create_users
from portal.sample.backlog import Backlog
from portal.sample.fiction import Fiction
from portal.sample.follow_up import FollowUp
from portal.sample.kongsberg import load_byggeledelse
from portal.sample.meetings import Meetings
from portal.sample.office import Office
from portal.sample.pipeline import Pipeline
from portal.sample.register import load_register
from portal.sample.trade import Trade
from portal.sample.waiting import Waiting

#: Who does what in the sample, by the address of the account.
ACTING = {
    "stockholm": {"officer": "upphandlare", "manager": "chef", "purchaser": "bestallare"},
    "kongsberg": {"officer": "innkjopsradgiver", "manager": "innkjopssjef", "purchaser": "bestiller"},
}
#: Who leads the sample's procurements, by number in its table.
LEADING = {"stockholm": ("upphandlare", "upphandlare2"), "kongsberg": ("innkjopsradgiver",)}
#: How many finished quarters the sample keeps figures of.
QUARTERS = 4
#: The job that makes a steering summary; the reports are on this floor, so it goes by its name.
SUMMARY = "steering-report"
#: What the portal itself writes into a cooperation, such as its founding meeting, is in its readers' language.
LANGUAGES = {"stockholm": "sv", "kongsberg": "nb"}


@transaction.atomic
def load(today: date) -> dict[str, int]:
    """Build two cooperations with their people, registers and procurements; answers how many agreements each has.

    The same day gives the same sample. Wants an installation with reference data and without a cooperation.
    """
    users = create_users()
    administrator = people.appoint_administrator(users)
    counted = {}
    for key, acting in ACTING.items():
        with translation.override(LANGUAGES[key]):
            cooperation = people.found(key, users, administrator)
            who = {role: users[address] for role, address in acting.items()}
            for person in who.values():
                forget(person)
            fiction = Fiction(key, cooperation, who["officer"], today)
            fiction.load()
            if key == "stockholm":
                fiction.let_supply(users["leverantor"], 0, ("90900000", "39830000"))
                fiction.let_supply(users["partner"], 5, ("72000000",))
                load_register(cooperation, who["officer"], today)
            else:
                load_byggeledelse(cooperation, who["officer"])
            Trade(key, cooperation, who["officer"], who["purchaser"], today).load()
            FollowUp(key, cooperation, who["officer"], who["manager"], today).load()
            Waiting(key, cooperation, who["officer"], who["purchaser"], today).load()
            contacts = {
                organisation.municipality.name: person
                for organisation, person in people.contacts(key, cooperation, users).items()
            }
            leading = [users[address] for address in LEADING[key]]
            begun = Backlog(key, cooperation, leading[0], contacts, today).load()
            Pipeline(key, cooperation, leading, contacts, begun, today).load()
            office = (who["manager"], who["officer"])
            Meetings(key, cooperation, office, users, contacts, today).load()
            Office(key, cooperation, office, contacts, today).load()
            for quarter in quarters_before(today, QUARTERS):
                keep(cooperation, quarter, is_sample=True)
            # A worker makes it as it makes any other, as soon as one runs.
            jobs.start(kind=SUMMARY, params={"cooperation": cooperation.pk}, by=who["manager"], language=LANGUAGES[key])
        counted[cooperation.name] = cooperation.agreements.count()
    return counted
