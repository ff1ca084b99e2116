"""Statuses and the steps between them, a module per noun; those of agreements themselves are given here."""

from agreements.states.agreements import (
    MACHINE,
    STATE_LABELS,
    STATE_TONES,
    AgreementKind,
    AgreementLevel,
    AgreementStatus,
    CallOffMethod,
    OptionState,
)

__all__ = [
    "MACHINE",
    "STATE_LABELS",
    "STATE_TONES",
    "AgreementKind",
    "AgreementLevel",
    "AgreementStatus",
    "CallOffMethod",
    "OptionState",
]
