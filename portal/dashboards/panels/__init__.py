"""What the start page shows of the domains, one function per panel.

A panel answers None to whom it is not meant for. It looks at the roles that somebody holds, so that a person with
several sees what each of them needs, and nothing twice.
"""

from portal.dashboards.panels import buying, installation, leading, office, supplying
from portal.web.panels import Panel, register

#: Beside the main column from a desktop's width on, below it on a phone.
ASIDE = "start-aside"


def register_all() -> None:
    """Put every panel on the start page; called from the app's ``ready()``."""
    for place, name, order, context in (
        ("start", "search", 5, buying.search),
        ("start", "figures", 10, leading.figures),
        ("start", "deadlines", 15, office.deadlines),
        ("start", "changes", 17, office.changes),
        ("start", "drafts", 20, office.drafts),
        ("start", "call_offs", 25, buying.call_offs),
        ("start", "own_agreements", 30, buying.own_agreements),
        ("start", "usable", 35, buying.usable),
        ("start", "candidates", 40, leading.candidates),
        ("start", "invitations", 43, supplying.invitations),
        ("start", "matching", 45, supplying.matching),
        ("start", "supplied", 50, supplying.supplied),
        ("start", "installation", 55, installation.counts),
        ("start", "cooperations", 56, installation.cooperations),
        ("start", "planned", 58, buying.planned),
        (ASIDE, "requests", 3, office.requests),
        (ASIDE, "needs", 4, buying.needs),
        (ASIDE, "stages", 5, office.stages),
        (ASIDE, "contacts", 10, buying.contacts),
        (ASIDE, "members", 20, leading.members),
        (ASIDE, "meetings", 30, leading.meetings),
        (ASIDE, "groups", 40, leading.groups),
        (ASIDE, "people", 50, buying.people),
        (ASIDE, "branches", 60, supplying.branches),
    ):
        register(place, Panel(name, order, f"dashboards/panels/{name}.html", context))
