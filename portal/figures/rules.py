"""Who the steering figures and their reports are for."""

from portal.accounts.actor import Actor, Place, Role

READERS = (Role.MANAGER, Role.OFFICER, Role.STEERING_GROUP, Role.WORKING_GROUP, Role.CONTACT)


def cooperations_read_by(actor: Actor) -> frozenset[int]:
    """The cooperations whose steering figures are made for this person: its office, its steering and working group and
    its members' purchasing contacts. What the figures count is public; this is about whose work they are part of."""
    return actor.places(Place.COOPERATION, *READERS)


def may_open_rows(actor: Actor, cooperation_id: int) -> bool:
    """Whether the person sees every call-off and purchase that a cooperation's figures count, as ``visible_to`` says of
    each: its office does, and the administrator."""
    return actor.is_administrator or cooperation_id in actor.office


def may_read_figures(actor: Actor, cooperation_id: int) -> bool:
    """Whether the person reads a cooperation's steering figures; the administrator reads all."""
    return actor.is_administrator or cooperation_id in cooperations_read_by(actor)
