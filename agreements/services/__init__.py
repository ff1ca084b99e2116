"""The verbs of the register. Each is one transaction with its audit row."""

from agreements.services.bulk import register_many
from agreements.services.documents import attach_document, remove_document
from agreements.services.register import delete_draft, publish, register, terminate, update

__all__ = [
    "attach_document",
    "delete_draft",
    "publish",
    "register",
    "register_many",
    "remove_document",
    "terminate",
    "update",
]
