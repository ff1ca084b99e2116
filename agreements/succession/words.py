"""What a change among the members does, in words: the same tables before it is confirmed, while it waits and after."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    """The things to which one rule does the same."""

    rule: str
    source: str
    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """All effects of a part."""

    title: str
    groups: tuple[Group, ...]


def sections(effects: Sequence[Effect], jurisdiction: str) -> list[Section]:
    """The effects by part and rule."""
    told = []
    for part, title in _TITLES.items():
        by_rule: dict[Rule, list[Effect]] = {}
        for effect in effects:
            if effect.part == part:
                by_rule.setdefault(effect.rule, []).append(effect)
        if by_rule:
            groups = tuple(_group(part, rule, found, jurisdiction) for rule, found in by_rule.items())
            told.append(Section(str(title), groups))
    return told


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
    headers, line, numeric = _TABLES.get(part, (_before_and_after, _changed, ()))
    return Group(
        rule=str(reason),
        source=str(reason.source) if reason.source else "",
        headers=headers(),
        lines=tuple(line(effect) for effect in effects),
        numeric=numeric,
    )


def _before_and_after() -> tuple[str, ...]:
    return _("What"), _("For"), _("Before"), _("After")


def _changed(effect: Effect) -> Line:
    tell = _TELL[effect.part]
    before, after = tell(effect.before), tell(effect.after)
    if effect.rule == Rule.MAY_BE_NAMED:
        after = _("may still be named")
    return Line(*_what(effect), (_whom(effect), before, after))


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


def _whom(effect: Effect) -> str:
    """Whose it is: the buyer, the owner, or in which role."""
    about = effect.about
    if effect.part == Part.ROLE:
        return capfirst(_role(about))
    if "agreement" in about or "company" in about:
        return str(about["name"])
    return ""


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


def _call_off_headers() -> tuple[str, ...]:
    return _("Call-off"), _("Agreement"), _("Buyer"), _("Amount"), _("Runs until")


def _call_off(effect: Effect) -> Line:
    about, said = effect.about, effect.after or {}
    amount = formats.money(Decimal(said["amount"]), said["currency"])
    cells = (about["title"], about["buyer"], amount, _date(said["to"]))
    return Line(about["name"], reverse("call-off", args=[about["call_off"]]), cells)


def _ceiling_headers() -> tuple[str, ...]:
    return _("Agreement"), _("Buyer"), _("Reserved"), _("Used"), _("Left for all")


def _ceiling(effect: Effect) -> Line:
    about, said = effect.about, effect.after or {}
    amounts = (
        formats.money(Decimal(said[name]), said["currency"]) if said[name] is not None else ""
        for name in ("reserved", "used", "left")
    )
    return Line(*_what(effect), (about["name"], *amounts))


def _count_headers() -> tuple[str, ...]:
    return _("Who"), _("How many")


def _count(effect: Effect) -> Line:
    count = effect.about["count"]
    words = ngettext("%(n)s agreement", "%(n)s agreements", count) % {"n": formats.number(count)}
    return Line(effect.about["name"], "", (words,))


_TABLES: dict[Part, tuple[Callable[[], tuple[str, ...]], Callable[[Effect], Line], tuple[int, ...]]] = {
    Part.CALL_OFF: (_call_off_headers, _call_off, (3,)),
    Part.CEILING: (_ceiling_headers, _ceiling, (2, 3, 4)),
    Part.OTHERS: (_count_headers, _count, ()),
}


def _date(day: str) -> str:
    return formats.date(date.fromisoformat(day))
