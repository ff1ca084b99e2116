"""The form in which an agreement is registered and edited, and the small ones beside it."""

from agreements.forms.filling import MEMBERS, initial_for, initial_of, same, with_members
from agreements.forms.last_days import last_days, stands_in
from agreements.forms.register import AgreementForm, same_number
from agreements.forms.steps import DocumentForm, RemoveForm, TerminateForm, VersionForm

__all__ = [
    "MEMBERS",
    "AgreementForm",
    "DocumentForm",
    "RemoveForm",
    "TerminateForm",
    "VersionForm",
    "initial_for",
    "initial_of",
    "last_days",
    "same",
    "same_number",
    "stands_in",
    "with_members",
]
