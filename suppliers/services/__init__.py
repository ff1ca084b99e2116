"""The verbs of the supplier register. Each is one transaction with its audit row."""

from suppliers.services.people import end_user, invite_user
from suppliers.services.register import register_supplier, subscribe, update
from suppliers.services.requests import approve, ask_to_register, confirm, decline

__all__ = [
    "approve",
    "ask_to_register",
    "confirm",
    "decline",
    "end_user",
    "invite_user",
    "register_supplier",
    "subscribe",
    "update",
]
