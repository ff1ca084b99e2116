"""The seventeen goals of the United Nations for sustainable development, as tags of a cooperation's own goals.

Source: United Nations, A/RES/70/1 “Transforming our world: the 2030 Agenda for Sustainable Development” (2015), short
titles as the UN publishes them. The names may be used freely for information; they are not a claim to be endorsed.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

SDGS = {
    1: _("No poverty"),
    2: _("Zero hunger"),
    3: _("Good health and well-being"),
    4: _("Quality education"),
    5: _("Gender equality"),
    6: _("Clean water and sanitation"),
    7: _("Affordable and clean energy"),
    8: _("Decent work and economic growth"),
    9: _("Industry, innovation and infrastructure"),
    10: _("Reduced inequalities"),
    11: _("Sustainable cities and communities"),
    12: _("Responsible consumption and production"),
    13: _("Climate action"),
    14: _("Life below water"),
    15: _("Life on land"),
    16: _("Peace, justice and strong institutions"),
    17: _("Partnerships for the goals"),
}


def named(numbers: Iterable[int]) -> list[str]:
    """The goals with their numbers, as the reader writes them."""
    return [f"{number}. {SDGS[number]}" for number in sorted(numbers) if number in SDGS]
