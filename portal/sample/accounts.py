"""The sample's people: one account for each role and one for each municipality, with a password that is no secret."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.sample import tables

#: Known to everybody who reads this: the sample is for trying things out, never for a portal with real people.
PASSWORD = "prova-samkop-2026"  # noqa: S105
DOMAIN = "samkop.example"


@dataclass(frozen=True)
class SampleAccount:
    """A person of the sample: address (before the @), name, role and language; the place follows from the role."""

    address: str
    name: str
    role: Role
    cooperation: str = "stockholm"
    language: str = "sv"

    @property
    def email(self) -> str:
        return f"{self.address}@{DOMAIN}"


ACCOUNTS = (
    SampleAccount("admin", "Alma Administratör", Role.ADMINISTRATOR),
    SampleAccount("chef", "Rut Regionchef", Role.MANAGER),
    SampleAccount("upphandlare", "Ulla Upphandlare", Role.OFFICER),
    SampleAccount("upphandlare2", "Uno Upphandlare", Role.OFFICER),
    SampleAccount("inkopsansvarig", "Ines Inköpsansvarig", Role.CONTACT),
    SampleAccount("bestallare", "Bo Beställare", Role.PURCHASER),
    SampleAccount("arbetsgrupp", "Arvid Arbetsgrupp", Role.WORKING_GROUP),
    SampleAccount("styrgrupp", "Stina Styrgrupp", Role.STEERING_GROUP),
    SampleAccount("expert", "Edit Expert", Role.EXPERT),
    SampleAccount("leverantor", "Lovisa Leverantör", Role.SUPPLIER),
    SampleAccount("partner", "Pia Partner", Role.SUPPLIER),
    SampleAccount("innkjopssjef", "Ragnhild Innkjøpssjef", Role.MANAGER, "kongsberg", "nb"),
    SampleAccount("innkjopsradgiver", "Ivar Innkjøpsrådgiver", Role.OFFICER, "kongsberg", "nb"),
    SampleAccount("innkjopskontakt", "Kari Innkjøpskontakt", Role.CONTACT, "kongsberg", "nb"),
    SampleAccount("bestiller", "Berit Bestiller", Role.PURCHASER, "kongsberg", "nb"),
    SampleAccount("fagekspert", "Eskil Ekspert", Role.EXPERT, "kongsberg", "nb"),
    SampleAccount("styringsgruppe", "Sigrid Styringsgruppe", Role.STEERING_GROUP, "kongsberg", "nb"),
)


def colleagues(key: str) -> dict[str, SampleAccount]:
    """The purchasing contacts of a cooperation's other municipalities, by the names of these."""
    language = next(account.language for account in ACCOUNTS if account.cooperation == key)
    return {
        row["municipality"]: SampleAccount(row["address"], row["name"], Role.CONTACT, key, language)
        for row in tables.rows("colleagues")
        if row["cooperation"] == key
    }


def leaders(key: str) -> dict[str, SampleAccount]:
    """Those who sit in a cooperation's steering group beside its chair, by the names of their municipalities."""
    language = next(account.language for account in ACCOUNTS if account.cooperation == key)
    return {
        row["municipality"]: SampleAccount(row["address"], row["name"], Role.STEERING_GROUP, key, language)
        for row in tables.rows("leaders")
        if row["cooperation"] == key
    }


def everybody() -> dict[SampleAccount, str]:
    """All accounts with the cooperation or the municipality that they act for: one for each role, and then the
    purchasing contacts of the other municipalities and those of the steering groups."""
    found = {account: account.cooperation for account in ACCOUNTS}
    for key in dict.fromkeys(account.cooperation for account in ACCOUNTS):
        for own in (colleagues(key), leaders(key)):
            found |= {account: municipality for municipality, account in own.items()}
    return found


def create_users() -> dict[str, User]:
    """The sample's users by address, with one hash for all: hashing is slow on purpose."""
    password = make_password(PASSWORD)
    return {
        account.address: User.objects.create(
            email=account.email, name=account.name, language=account.language, password=password, is_sample=True
        )
        for account in everybody()
    }
