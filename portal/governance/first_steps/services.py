"""What the first steps do that no later page does: making the first administrator, and the office at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core import signing
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.governance.first_steps import steps
from portal.organisations.models import Appointment, Cooperation
from portal.organisations.services import roles
from portal.organisations.services.roles import RoleData
from portal.workflow import audit
from portal.workflow.errors import refused

SALT = "first-steps"
LIVES_SECONDS = 7 * 24 * 3600
_LOCK = 0x53414D4B  # of the making of the first administrator, so that two at once make one


def make_token() -> str:
    """A signed token that lets its reader make the first administrator, for a week and while there is none."""
    return signing.TimestampSigner(salt=SALT).sign("administrator")


def token_works(token: str) -> bool:
    """Whether a token is ours, not too old, and not used up."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(token, max_age=LIVES_SECONDS)
    except signing.BadSignature:
        return False
    return not steps.administrator_exists()


@transaction.atomic
def make_first_administrator(*, by: None, token: str, email: str, name: str, password: str, language: str) -> User:
    """Make the person who holds the link the administrator. ``by`` is nobody: the link is the permission."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if not token_works(token):
        raise refused(_("The link no longer works."))
    if User.objects.filter(email__iexact=email).exists():
        raise refused(_("There is an account with this address already."), "email")
    person = User.objects.create_user(email=email, password=password, name=name, language=language)
    Appointment.objects.create(user=person, role=Role.ADMINISTRATOR, valid_from=timezone.localdate())
    audit.record("person.appointed", person, by=by, changes={"role": (None, Role.ADMINISTRATOR.value)})
    return person


@transaction.atomic
def invite_office(*, by: Any, cooperation: Cooperation, people: Iterable[Mapping[str, str]]) -> list[User]:
    """Invite the people of a cooperation's office, each with a role from today; all of them, or none."""
    today = timezone.localdate()
    return [
        roles.invite(
            by=by,
            email=person["email"],
            name=person["name"],
            role=RoleData(role=person["role"], cooperation=cooperation, valid_from=today),
        )[0]
        for person in people
    ]
