"""What a person sees, a module per noun; agreements themselves are given here."""

from agreements.querysets.agreements import (
    BY_USE,
    AgreementQuerySet,
    being,
    state_on,
)

__all__ = [
    "BY_USE",
    "AgreementQuerySet",
    "being",
    "state_on",
]
