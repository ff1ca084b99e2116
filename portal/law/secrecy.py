"""Who learns what of a procurement, and from which stage on: rule 8, kept by a clock of stages.

What is told to one supplier before the notice and not to all would distort the competition (Directive 2014/24/EU
art. 18, 41); tenders are secret until the award (OSL 19 kap. 3 §; offl. § 23). Everything that shows a part of a
procurement asks ``circles`` here, whatever the surface: page, file, feed, export or letter.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Relation(StrEnum):
    """What a person is to a procurement, from the farthest to the nearest. One person may be several."""

    PUBLIC = "public"
    MEMBER = "member"  # acts for a member of the cooperation, or sits in one of its groups
    PARTICIPANT = "participant"  # answers for an organisation that is invited to take part
    GROUP = "group"  # sits in the procurement's agreement group
    OFFICE = "office"  # works in the cooperation's office


class Part(StrEnum):
    """The parts of a procurement that are shown, or not, on their own."""

    PLAN = "plan"  # what is planned: title, field, range, the dates that suppliers plan by
    PREPARATION = "preparation"  # the days of its preparation, and those on which each step was really taken
    INVITED = "invited"  # who was asked to take part, and how far they have come
    ANSWERS = "answers"  # volumes, mandates and reasons that members gave
    JOINED = "joined"  # the list of those who take part
    VALUE = "value"  # estimated and maximum value with their calculation
    REQUIREMENTS = "requirements"  # the specification as it stands
    DRAFTING = "drafting"  # contributions, comments, versions, who approved
    DIALOGUE = "dialogue"  # who was told what, and what suppliers said
    QUESTIONS = "questions"  # what was asked and answered, without names
    CHECKLIST = "checklist"  # the office's own list of what is to be done
    TENDERS = "tenders"  # tenderers, their number, their prices


_OFFICE = frozenset({Relation.OFFICE})
_GROUP = _OFFICE | {Relation.GROUP}
_PARTICIPANTS = _GROUP | {Relation.PARTICIPANT}
_MEMBERS = _PARTICIPANTS | {Relation.MEMBER}
_EVERYBODY = frozenset(Relation)

#: Stages before the notice, in the order of their way; what comes after them is announced.
_BEFORE_NOTICE = ("draft", "planned", "participation", "dialogue", "specification", "ready")

#: Who sees a part before the notice, and from the notice on. Nobody sees anything of a draft but the office.
_CIRCLES: Mapping[Part, tuple[frozenset[Relation], frozenset[Relation]]] = MappingProxyType(
    {
        Part.PLAN: (_EVERYBODY, _EVERYBODY),
        Part.PREPARATION: (_MEMBERS, _MEMBERS),
        Part.INVITED: (_MEMBERS, _MEMBERS),
        Part.ANSWERS: (_OFFICE, _OFFICE),
        Part.JOINED: (_MEMBERS, _EVERYBODY),
        Part.VALUE: (_PARTICIPANTS, _EVERYBODY),
        Part.REQUIREMENTS: (_PARTICIPANTS, _EVERYBODY),
        Part.DRAFTING: (_GROUP, _GROUP),
        Part.DIALOGUE: (_GROUP, _GROUP),
        Part.QUESTIONS: (_EVERYBODY, _EVERYBODY),
        Part.CHECKLIST: (_OFFICE, _OFFICE),
        Part.TENDERS: (frozenset(), frozenset()),
    }
)


def circles(part: Part, stage: str, *, was_announced: bool) -> frozenset[Relation]:
    """Whoever sees a part of a procurement in a stage.

    ``was_announced`` says whether its notice was ever out: one that is cancelled before that keeps what was kept.
    A tender is seen by nobody through the portal, which records none.
    """
    if stage == "draft":
        return _CIRCLES[part][0] & _OFFICE
    before, after = _CIRCLES[part]
    return after if was_announced and stage not in _BEFORE_NOTICE else before


def may_see(part: Part, stage: str, relations: Collection[Relation], *, was_announced: bool) -> bool:
    """Whether somebody with these relations sees the part; everybody is at least the public."""
    return not circles(part, stage, was_announced=was_announced).isdisjoint({Relation.PUBLIC, *relations})


class Audience(TextChoices):
    """Who sees a document of a procurement, from the narrowest circle to the widest."""

    OFFICE = "office", _("the cooperation's office")
    GROUP = "group", _("the agreement group")
    PARTICIPANTS = "participants", _("the members that are asked to take part")
    MEMBERS = "members", _("the cooperation's members")
    EVERYBODY = "everybody", _("everybody")


_HEARS: Mapping[Audience, frozenset[Relation]] = MappingProxyType(
    {
        Audience.OFFICE: _OFFICE,
        Audience.GROUP: _GROUP,
        Audience.PARTICIPANTS: _PARTICIPANTS,
        Audience.MEMBERS: _MEMBERS,
        Audience.EVERYBODY: _EVERYBODY,
    }
)
_WAY = (*_BEFORE_NOTICE, "published", "evaluation", "awarded", "completed")


def audiences_of(relation: Relation) -> tuple[Audience, ...]:
    """The audiences to which somebody in this relation belongs."""
    return tuple(audience for audience in Audience if relation in _HEARS[audience])


def is_reached(wanted: str, stage: str, *, was_announced: bool) -> bool:
    """Whether a procurement in a stage has come as far as the wanted one, so that the clock of a document has struck.
    One that is cancelled has come to its notice if that was out, and otherwise nowhere."""
    if stage == "cancelled":
        stage = "published" if was_announced else "draft"
    return _WAY.index(wanted) <= _WAY.index(stage)


def may_read(
    relations: Collection[Relation],
    stage: str,
    *,
    was_announced: bool,
    audience: Audience,
    later_audience: Audience | None = None,
    later_from: str = "",
) -> bool:
    """Whether somebody with these relations reads a document: its audience does from the beginning, its later audience
    from a stage on. Of a draft the office alone reads anything."""
    heard = set(_HEARS[audience])
    if later_audience and later_from and is_reached(later_from, stage, was_announced=was_announced):
        heard |= _HEARS[later_audience]
    if stage == "draft":
        heard &= _OFFICE
    return not heard.isdisjoint({Relation.PUBLIC, *relations})


def is_whole(relations: Collection[Relation]) -> bool:
    """Whether somebody reads what is masked for others: the office and the agreement group do."""
    return not _GROUP.isdisjoint(relations)
