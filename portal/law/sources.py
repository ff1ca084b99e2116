"""The sources that the rules on framework agreements are cited from.

Where the number of a paragraph has not been checked against the act itself, the source says so wherever it is shown.
"""

from django.utils.translation import gettext_lazy as _

from portal.law.answers import Source

_DIRECTIVE = _("Directive 2014/24/EU")

DURATION = Source(
    _DIRECTIVE,
    "art. 33(1)",
    national={
        "SE": Source("LOU", "7 kap. 2 §", certain=False),
        "NO": Source("FOA", "§ 26-1", certain=False),
    },
)
AFTER_EXPIRY = Source(_DIRECTIVE, _("recital 62"))
MAXIMUM = Source("C-216/17, C-23/20", national={"SE": Source("HFD 2022:4")})
PARTIES = Source(
    _DIRECTIVE,
    "art. 33(2)",
    national={
        "SE": Source("LOU", "7 kap. 3 §", certain=False),
        "NO": Source("KOFA", "2015/65"),
    },
)
MODIFICATION = Source(
    _DIRECTIVE,
    "art. 72",
    national={
        "SE": Source("LOU", "17 kap. 8-14 §§", certain=False),
        "NO": Source("FOA", "§ 28-1", certain=False),
    },
)
OPTION = Source(
    _DIRECTIVE,
    "art. 72(1)(a)",
    national={
        "SE": Source("LOU", "17 kap. 10 §", certain=False),
        "NO": Source("FOA", "§ 28-1", certain=False),
    },
)
SEVERAL_SUPPLIERS = Source(_DIRECTIVE, "art. 33(4)-(5)", national={"SE": Source("LOU", "7 kap. 5-7 §§")})
