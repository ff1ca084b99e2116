"""What a change among the members does, in words: the same tables before it is confirmed, while it waits and after."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement, CallOff
from portal.accounts.actor import Role
from portal.law.frameworks.succession import Effect, Part, Rule, reason_of
from portal.organisations.models import GroupKind
from portal.web import formats

_TITLES = {
    Part.MEMBERSHIP: gettext_lazy("Memberships"),
    Part.HOST: gettext_lazy("Host of the cooperation"),
    Part.RIGHT: gettext_lazy("Rights to use agreements"),
    Part.OTHERS: gettext_lazy("Agreements it cannot use"),
    Part.OWNER: gettext_lazy("Own agreements"),
    Part.AREA: gettext_lazy("Areas of lots"),
    Part.CEILING: gettext_lazy("Ceilings"),
    Part.CALL_OFF: gettext_lazy("Running contracts"),
    Part.OWNERSHIP: gettext_lazy("Owners of companies"),
    Part.UNIT: gettext_lazy("Units"),
    Part.ROLE: gettext_lazy("People"),
}
Said = Mapping[str, Any] | None


@dataclass(frozen=True)
class Line:
    """One thing that is touched: what it is called (with its page) and how it stands."""

    name: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """The things to which one rule does the same. ``stays``: it leaves them as they are."""

    rule: str
    source: str
    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    numeric: tuple[int, ...] = ()
    stays: bool = False


@dataclass(frozen=True)
class Section:
    """All effects of a part."""

    title: str
    groups: tuple[Group, ...]

    @property
    def stays(self) -> bool:
        return all(group.stays for group in self.groups)


def sections(effects: Sequence[Effect], jurisdiction: str) -> list[Section]:
    """The effects by part and rule: what changes before what stays."""
    told = []
    for part, title in _TITLES.items():
        by_rule: dict[Rule, list[Effect]] = {}
        for effect in effects:
            if effect.part == part:
                by_rule.setdefault(effect.rule, []).append(effect)
        if by_rule:
            groups = tuple(_group(part, rule, found, jurisdiction) for rule, found in by_rule.items())
            told.append(Section(str(title), tuple(sorted(groups, key=lambda group: group.stays))))
    return sorted(told, key=lambda section: section.stays)


def seen_by(user: Any, effects: Iterable[Effect]) -> tuple[list[Effect], int]:
    """The effects on what a reader may see, and how many others there are: drafts and call-offs are not everybody's."""
    listed = list(effects)
    agreements = {effect.about["agreement"] for effect in listed if "agreement" in effect.about}
    call_offs = {effect.about["call_off"] for effect in listed if "call_off" in effect.about}
    open_agreements = set(Agreement.objects.visible_to(user).filter(pk__in=agreements).values_list("pk", flat=True))
    open_call_offs = set(CallOff.objects.visible_to(user).filter(pk__in=call_offs).values_list("pk", flat=True))
    seen = [
        effect
        for effect in listed
        if effect.about.get("agreement") in {None, *open_agreements}
        and effect.about.get("call_off") in {None, *open_call_offs}
    ]
    return seen, len(listed) - len(seen)


def _group(part: Part, rule: Rule, effects: Sequence[Effect], jurisdiction: str) -> Group:
    reason = reason_of(rule, jurisdiction)
    headers, line, numeric = _TABLES[part]
    return Group(
        rule=str(reason),
        source=str(reason.source) if reason.source else "",
        headers=tuple(str(header) for header in headers),
        lines=tuple(line(effect) for effect in (_carried_over(effects) if part == Part.ROLE else effects)),
        numeric=numeric,
        stays=all(effect.stays for effect in effects),
    )


def _carried_over(effects: Sequence[Effect]) -> list[Effect]:
    """Roles, where one that ends and goes on elsewhere is told as one that moves."""
    new = {_held(effect): effect for effect in effects if effect.before is None}
    told = []
    for effect in effects:
        if effect.before is not None:
            goes_on = new.pop(_held(effect), None)
            told.append(replace(effect, after=goes_on.after) if goes_on is not None else effect)
    return told


def _held(effect: Effect) -> tuple[Any, ...]:
    return tuple(effect.about[name] for name in ("person", "role", "seat", "unit"))


def _changed(effect: Effect) -> Line:
    tell = _TELL[effect.part]
    after = _("may still be named") if effect.rule == Rule.MAY_BE_NAMED else tell(effect.after)
    return Line(*_what(effect), (tell(effect.before), after))


def _changed_for(effect: Effect) -> Line:
    """With whose it is: the buyer, the owner, or in which role."""
    line, about = _changed(effect), effect.about
    whose = capfirst(_role(about)) if effect.part == Part.ROLE else str(about["name"])
    return replace(line, cells=(whose, *line.cells))


def _what(effect: Effect) -> tuple[str, str]:
    """What is touched, and its page."""
    about = effect.about
    if "lot" in about:
        return f"{about['title']}, {about['lot_name']}", reverse("agreement", args=[about["agreement"]])
    if "agreement" in about:
        return about["title"], reverse("agreement", args=[about["agreement"]])
    if "company" in about:
        return about["company_name"], reverse("organisation", args=[about["company"]])
    if "person" in about:
        return about["name"], reverse("person", args=[about["person"]])
    if "organisation" in about:
        return about["name"], reverse("organisation", args=[about["organisation"]])
    return about["name"], ""


def _role(about: Mapping[str, Any]) -> str:
    if about["seat"] is not None:
        name = str(dict(GroupKind.choices)[about["role"]])
        return _("%(group)s, chair") % {"group": name} if about["chair"] else name
    name = str(Role(about["role"]).label)
    return _("%(role)s, deputy") % {"role": name} if about["deputy"] else name


def _tell_right(said: Said) -> str:
    if said is None:
        return _("not named")
    use = _("must use") if said["binding"] else _("may use")
    return _("%(use)s, until %(day)s") % {"use": use, "day": _date(said["until"])} if said["until"] else use


def _tell_period(said: Said) -> str:
    if said is None:
        return _("not a member")
    return _from_to(said)


def _tell_ownership(said: Said) -> str:
    if said is None:
        return _("no owner")
    share = f"{formats.number(Decimal(said['share']))} %, " if said["share"] else ""
    return share + _from_to(said)


def _from_to(said: Mapping[str, Any]) -> str:
    words = _("from %(day)s") % {"day": _date(said["from"])}
    return _("%(from)s to %(day)s") % {"from": words, "day": _date(said["to"])} if said["to"] else words


def _tell_owner(said: Said) -> str:
    said = said or {}
    return f"{said['owner']}, {said['number']}" if said["number"] else str(said["owner"])


def _tell_areas(said: Said) -> str:
    return ", ".join((said or {})["areas"])


def _tell_unit(said: Said) -> str:
    said = said or {}
    return f"{said['name']}, {said['organisation']}"


def _tell_role(said: Said) -> str:
    if said is None:
        return _("no role")
    place = f"{said['where']}, {said['organisation']}" if said["where"] else str(said["organisation"])
    return _("%(place)s, until %(day)s") % {"place": place, "day": _date(said["until"])} if said["until"] else place


def _tell_name(said: Said) -> str:
    return str((said or {})["name"])


_TELL: dict[Part, Callable[[Said], str]] = {
    Part.MEMBERSHIP: _tell_period,
    Part.RIGHT: _tell_right,
    Part.OWNER: _tell_owner,
    Part.AREA: _tell_areas,
    Part.UNIT: _tell_unit,
    Part.OWNERSHIP: _tell_ownership,
    Part.ROLE: _tell_role,
    Part.HOST: _tell_name,
}


def _call_off(effect: Effect) -> Line:
    about, said = effect.about, effect.after or {}
    amount = formats.money(Decimal(said["amount"]), said["currency"])
    cells = (about["title"], about["buyer"], amount, _date(said["to"]))
    return Line(about["name"], reverse("call-off", args=[about["call_off"]]), cells)


def _ceiling(effect: Effect) -> Line:
    about, said = effect.about, effect.after or {}
    amounts = (
        formats.money(Decimal(said[name]), said["currency"]) if said[name] is not None else ""
        for name in ("reserved", "used", "left")
    )
    return Line(*_what(effect), (about["name"], *amounts))


def _count(effect: Effect) -> Line:
    count = effect.about["count"]
    words = ngettext("%(n)s agreement", "%(n)s agreements", count) % {"n": formats.number(count)}
    return Line(effect.about["name"], "", (words,))


_BEFORE_AFTER = (gettext_lazy("Before"), gettext_lazy("After"))
_ORGANISATION = (gettext_lazy("Organisation"), *_BEFORE_AFTER)

#: What stands over a part's columns, how one effect becomes a line, and which columns are figures.
_TABLES: dict[Part, tuple[tuple[Any, ...], Callable[[Effect], Line], tuple[int, ...]]] = {
    Part.MEMBERSHIP: (_ORGANISATION, _changed, ()),
    Part.HOST: (_ORGANISATION, _changed, ()),
    Part.RIGHT: ((gettext_lazy("Agreement"), gettext_lazy("Buyer"), *_BEFORE_AFTER), _changed_for, ()),
    Part.OTHERS: ((gettext_lazy("Organisation"), gettext_lazy("Agreements")), _count, ()),
    Part.OWNER: ((gettext_lazy("Agreement"), *_BEFORE_AFTER), _changed, ()),
    Part.AREA: ((gettext_lazy("Lot"), *_BEFORE_AFTER), _changed, ()),
    Part.CEILING: (
        (
            gettext_lazy("Agreement"),
            gettext_lazy("Buyer"),
            gettext_lazy("Reserved"),
            gettext_lazy("Used"),
            gettext_lazy("Left for all"),
        ),
        _ceiling,
        (2, 3, 4),
    ),
    Part.CALL_OFF: (
        (
            gettext_lazy("Call-off"),
            gettext_lazy("Agreement"),
            gettext_lazy("Buyer"),
            gettext_lazy("Amount"),
            gettext_lazy("Runs until"),
        ),
        _call_off,
        (3,),
    ),
    Part.OWNERSHIP: ((gettext_lazy("Company"), gettext_lazy("Owner"), *_BEFORE_AFTER), _changed_for, ()),
    Part.UNIT: ((gettext_lazy("Unit"), *_BEFORE_AFTER), _changed, ()),
    Part.ROLE: ((gettext_lazy("Person"), gettext_lazy("Role"), *_BEFORE_AFTER), _changed_for, ()),
}


def _date(day: str) -> str:
    return formats.date(date.fromisoformat(day))
