"""Numbers that invoices carry, checked as they are typed: accounts and VAT numbers."""

from django.utils.translation import gettext_lazy as _
from stdnum import iban, luhn
from stdnum.exceptions import ValidationError
from stdnum.no import kontonr, mva
from stdnum.se import vat as momsnr
from stdnum.util import clean

from portal.governance.models import AccountKind
from portal.law.answers import Allowed, Answer, denied

_GIRO_DIGITS = {AccountKind.BANKGIRO: (7, 8), AccountKind.PLUSGIRO: (2, 8)}
_VAT_NUMBERS = {"SE": momsnr, "NO": mva}

NO_KIND = denied(_("Say what kind of account it is."), "account_kind")
BAD_ACCOUNT = denied(_("That is no such account: a digit may be mistyped."), "account")
BAD_VAT_NUMBER = denied(
    _(
        "That is no VAT number of the country. A Swedish one is SE and twelve digits, a Norwegian one NO, nine digits"
        " and MVA."
    ),
    "vat_number",
)


def check_account(kind: str, account: str) -> Answer:
    """Whether an account number has the digits, and the check digit, of its kind."""
    if not account:
        return Allowed()
    if not kind:
        return NO_KIND
    digits = clean(account, " -.").strip()
    try:
        if kind == AccountKind.IBAN:
            iban.validate(digits)
        elif kind == AccountKind.NORWEGIAN:
            kontonr.validate(digits)
        else:
            least, most = _GIRO_DIGITS[AccountKind(kind)]
            if not least <= len(digits) <= most:
                return BAD_ACCOUNT
            luhn.validate(digits)
    except ValidationError:
        return BAD_ACCOUNT
    return Allowed()


def check_vat_number(country: str, number: str) -> Answer:
    """Whether a VAT number is one of the country."""
    if not number or country not in _VAT_NUMBERS:
        return Allowed()
    return Allowed() if _VAT_NUMBERS[country].is_valid(number) and number[:2] == country else BAD_VAT_NUMBER
