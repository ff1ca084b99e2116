"""The agenda of a meeting: its items, in their order, and what each is about."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.agenda import subjects
from portal.governance.models import AgendaItem, AgendaKind, Meeting
from portal.governance.services.meetings import facts, of_item
from portal.governance.states.meetings import MeetingState
from portal.web import formats
from portal.workflow import audit
from portal.workflow.errors import refused
from portal.workflow.versions import conflict

LONGEST_ABOUT = 300


@dataclass(frozen=True)
class ItemData:
    """An item as it is written: its kind and title, what is proposed, who presents it, and what it is ``about``."""

    title: str
    kind: str = AgendaKind.INFORMATION
    background: str = ""
    proposal: str = ""
    presenter: User | None = None
    about: models.Model | None = None


ITEM_FIELDS = tuple(field for field in ItemData.__dataclass_fields__ if field != "about")


@transaction.atomic
def add_item(*, by: Any, meeting_id: int, data: ItemData) -> AgendaItem:
    """Add an item at the end of the agenda. Raises ``Refused`` where the meeting is locked, or the person may not take
    up what it is about."""
    meeting = of_item(by, meeting_id)
    _ask_for_sense(by, meeting, data)
    item = AgendaItem(meeting=meeting, position=meeting.items.count() + 1)
    _write(item, data)
    item.save()
    audit.record("meeting.item_added", meeting, by=by, changes={"item": (None, item.title)})
    return item


@transaction.atomic
def update_item(*, by: Any, item_id: int, version: int, data: ItemData) -> AgendaItem:
    """Change an item. Raises ``Conflict`` when somebody else changed it meanwhile."""
    item = changed(by, item_id, version)
    if data.about is not None and (data.about.pk, type(data.about)) != (item.about_id, _model_of(item)):
        _ask_for_sense(by, item.meeting, data)
    else:
        _ask_for_presenter(item.meeting, data, item.presenter_id)
    before = facts(item, (*ITEM_FIELDS, "about_title"))
    _write(item, data)
    if changes := audit.differences(before, facts(item, (*ITEM_FIELDS, "about_title"))):
        item.version += 1
        item.save()
        audit.record("agenda_item.edited", item, by=by, changes=changes)
    return item


@transaction.atomic
def move_item(*, by: Any, item_id: int, to: int) -> AgendaItem:
    """Put an item on another place of the agenda; what follows moves along. A place beyond the end is the last."""
    item = changed(by, item_id)
    rows = list(AgendaItem.objects.filter(meeting=item.meeting).order_by("position"))
    before = item.position
    place = min(max(to, 1), len(rows))
    if place != before:
        rows.insert(place - 1, rows.pop(before - 1))
        _number(rows)
        item.position = place
        changes = {"item": (f"{before}. {item.title}", f"{place}. {item.title}")}
        audit.record("meeting.item_moved", item.meeting, by=by, changes=changes)
    return item


@transaction.atomic
def remove_item(*, by: Any, item_id: int) -> Meeting:
    """Take an item off the agenda. Raises ``Refused`` where something was minuted or decided under it."""
    item = changed(by, item_id)
    if item.minutes or item.decisions.exists():
        raise refused(gettext_lazy("Something was minuted or decided under this item: it stays."))
    meeting, title = item.meeting, item.title
    item.delete()
    _number(list(meeting.items.order_by("position")))
    audit.record("meeting.item_removed", meeting, by=by, changes={"item": (title, None)})
    return meeting


@transaction.atomic
def copy_agenda(*, by: Any, meeting_id: int) -> list[AgendaItem]:
    """Take over the standing items of the group's last meeting, and that meeting's minutes to be gone through. What
    was about one matter stays behind. Raises ``Refused`` where there is no earlier meeting."""
    meeting = of_item(by, meeting_id)
    former = last_before(meeting)
    if former is None:
        raise refused(gettext_lazy("There is no earlier meeting whose agenda could be taken over."))
    title = _("Minutes of %(day)s") % {"day": formats.date(former.held_on)}
    wanted = [
        ItemData(title=title, kind=AgendaKind.MINUTES, about=former if former.state != MeetingState.PLANNED else None)
    ]
    for row in former.items.filter(about_id=None).exclude(kind=AgendaKind.MINUTES).select_related("presenter"):
        presenter = row.presenter if row.presenter and _belongs(row.presenter, meeting) else None
        wanted.append(ItemData(title=row.title, kind=row.kind, presenter=presenter))
    there = set(meeting.items.values_list("title", flat=True))
    added = [add_item(by=by, meeting_id=meeting_id, data=data) for data in wanted if data.title not in there]
    audit.record("meeting.agenda_copied", meeting, by=by, changes={"copied_from": (None, str(former))})
    return added


def last_before(meeting: Meeting) -> Meeting | None:
    """The meeting of the same group before this one that was not cancelled."""
    earlier = Meeting.objects.filter(
        cooperation=meeting.cooperation_id, group=meeting.group_id, held_on__lte=meeting.held_on
    ).exclude(pk=meeting.pk)
    return earlier.exclude(state__in=(MeetingState.CANCELLED, MeetingState.POLLED)).order_by("-held_on", "-pk").first()


def item_about(meeting: Meeting, about: models.Model) -> AgendaItem | None:
    """The item of a meeting that takes something up, where there is one."""
    kind = ContentType.objects.get_for_model(type(about))
    return meeting.items.filter(about_type=kind, about_id=about.pk).first()


def changed(by: Any, item_id: int, version: int | None = None) -> AgendaItem:
    """An item that is being changed, with its meeting locked. Raises ``Refused`` where the meeting cannot be changed,
    and ``Conflict`` where the item is no more the ``version`` that the person opened."""
    meeting = of_item(by, AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id))
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    if version is not None and item.version != version:
        raise conflict(item, version)
    item.meeting = meeting
    return item


def _write(item: AgendaItem, data: ItemData) -> None:
    for field in ITEM_FIELDS:
        setattr(item, field, getattr(data, field))
    if data.about is None:
        item.about_type, item.about_id, item.about_title = None, None, ""
    else:
        item.about_type, item.about_id = ContentType.objects.get_for_model(type(data.about)), data.about.pk
        item.about_title = str(data.about)[:LONGEST_ABOUT]


def _number(rows: list[AgendaItem]) -> None:
    for place, row in enumerate(rows, start=1):
        if row.position != place:
            AgendaItem.objects.filter(pk=row.pk).update(position=place)


def _model_of(item: AgendaItem) -> type[models.Model] | None:
    return item.about_type.model_class() if item.about_type_id and item.about_type else None


def _belongs(person: User, meeting: Meeting) -> bool:
    actor = actor_of(person)
    return actor.is_administrator or Meeting.objects.visible_to(person).filter(pk=meeting.pk).exists()


def _ask_for_presenter(meeting: Meeting, data: ItemData, before: int | None = None) -> None:
    if data.presenter is not None and data.presenter.pk != before and not _belongs(data.presenter, meeting):
        raise refused(
            gettext_lazy("%(name)s does not see this meeting, and cannot present at it."),
            "presenter",
            name=data.presenter,
        )


def _ask_for_sense(by: Any, meeting: Meeting, data: ItemData) -> None:
    _ask_for_presenter(meeting, data)
    if data.about is not None and not subjects.can_be_taken_up(by, meeting.cooperation_id, data.about):
        raise refused(gettext_lazy("That cannot be taken up at a meeting of this cooperation."), "about")
