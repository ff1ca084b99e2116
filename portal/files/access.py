"""Who may see a file: whoever may see something that points at it. The apps that point at files say so here."""

from collections.abc import Callable
from typing import Any

from portal.files.models import StoredFile

Owner = Callable[[Any, StoredFile], bool]
_owners: dict[str, Owner] = {}


def register(name: str, owner: Owner) -> None:
    """Have an app asked whether a user may see a file that its rows point at; in ``AppConfig.ready()``."""
    _owners[name] = owner


def may_see(user: Any, file: StoredFile) -> bool:
    """Whether anything that points at the file may be seen by the user. A file nobody points at is seen by nobody."""
    return any(owner(user, file) for owner in _owners.values())
