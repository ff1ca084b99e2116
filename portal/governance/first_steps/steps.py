"""Which steps there are and which are done. Nothing is stored: a step looks at what it was to bring about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Role
from portal.organisations.models import APPOINTED_TO_OFFICE, Appointment, Cooperation


@dataclass(frozen=True)
class Step:
    """A step of the way. ``done`` is asked with the cooperation, or None before there is one."""

    key: str
    label: Any
    text: Any
    url_name: str
    done: Callable[[Cooperation | None], bool]
    order: int = 100


@dataclass(frozen=True)
class PlacedStep:
    """A step as the pages show it; one that needs the cooperation is closed before there is one."""

    step: Step
    done: bool
    open: bool

    @property
    def url(self) -> str:
        return reverse(self.step.url_name)


_steps: dict[str, Step] = {}


def register(step: Step) -> None:
    """Put a step on the way; upper apps do so in their ``ready()``."""
    _steps[step.key] = step


def cooperation() -> Cooperation | None:
    """The cooperation that the first steps lead to: the first one founded."""
    return Cooperation.objects.select_related("host__municipality__county").order_by("pk").first()


def administrator_exists() -> bool:
    return Appointment.objects.filter(role=Role.ADMINISTRATOR).exists()


def placed() -> list[PlacedStep]:
    """All steps in order."""
    found = cooperation()
    return [
        PlacedStep(step, step.done(found), found is not None or step.key == "cooperation")
        for step in sorted(_steps.values(), key=lambda step: step.order)
    ]


def progress() -> dict[str, Any]:
    """The steps as the overview and the start page show them."""
    found = placed()
    following = next((place for place in found if not place.done), None)
    return {"steps": found, "following": following, "done": sum(place.done for place in found)}


def _has_office(found: Cooperation | None) -> bool:
    return Appointment.objects.filter(cooperation=found, role__in=APPOINTED_TO_OFFICE).exists() if found else False


register(
    Step(
        "cooperation",
        _("Found the cooperation"),
        _("Its name, the law and the currency that it works under, and the municipality that hosts the office."),
        "first-steps-cooperation",
        done=lambda found: found is not None,
        order=10,
    )
)
register(
    Step(
        "members",
        _("Name the members"),
        _("The municipalities that buy together, and the decision that it was founded by."),
        "first-steps-members",
        done=lambda found: found is not None and found.memberships.exists(),
        order=20,
    )
)
register(
    Step(
        "officers",
        _("Invite the office"),
        _("The regional manager and the procurement officers get a letter with a link to choose a password."),
        "first-steps-officers",
        done=_has_office,
        order=30,
    )
)
