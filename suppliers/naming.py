"""A supplier's new name concerns upper apps that keep it among their words: they register here what is to be done."""

from collections.abc import Callable

_listeners: dict[str, Callable[[int], None]] = {}


def on_new_name(name: str, listener: Callable[[int], None]) -> None:
    """Have ``listener`` called with the id of every renamed supplier, in the transaction of the change."""
    _listeners[name] = listener


def tell(supplier_id: int) -> None:
    """Say that a supplier has a new name."""
    for listener in _listeners.values():
        listener(supplier_id)
