"""The two sides of an agreement: who follows it up for us, and who answers for its suppliers."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from agreements.models import Agreement
from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.organisations.periods import valid_on
from suppliers.models import Supplier, SupplierContact


def our_people(agreement: Agreement) -> QuerySet[User]:
    """The cooperation's office, the owner's purchasing contacts, the responsible officer and the partner manager."""
    serving = valid_on(timezone.localdate(), "appointments__")
    office = serving & Q(
        appointments__role__in=[Role.MANAGER, Role.OFFICER], appointments__cooperation=agreement.cooperation_id
    )
    contacts = serving & Q(appointments__role=Role.CONTACT, appointments__organisation=agreement.owner_id)
    named = Q(pk=agreement.responsible_id) | Q(partnerships__agreement=agreement.pk)
    wanted = office | named | (contacts if agreement.owner_id else Q())
    ids = User.objects.filter(wanted, is_active=True).values("pk")
    return User.objects.filter(pk__in=ids).order_by("name", "pk")


def suppliers_of(agreement: Agreement) -> QuerySet[Supplier]:
    """The suppliers that have a place in one of the agreement's lots."""
    return Supplier.objects.filter(lots__lot__agreement=agreement.pk).distinct().alphabetical()


def their_users(suppliers: Iterable[Supplier]) -> QuerySet[User]:
    """The people who act for one of the suppliers today."""
    acting = valid_on(timezone.localdate(), "supplier_roles__")
    ids = User.objects.filter(acting, supplier_roles__supplier__in=suppliers, is_active=True).values("pk")
    return User.objects.filter(pk__in=ids).order_by("name", "pk")


def their_contacts(suppliers: Iterable[Supplier]) -> QuerySet[SupplierContact]:
    """The named contacts of the suppliers."""
    return SupplierContact.objects.filter(supplier__in=suppliers)
