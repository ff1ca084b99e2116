"""How typed words find articles among the price lists that somebody may see.

The lists are settled first, a few hundred ids; then one statement asks the million items, without a join. An article's
own number comes first. Otherwise every word must be there, in one of its forms or as a part of a compound, and typing
errors are forgiven only when nothing holds the words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from agreements import search
from agreements.models import PriceListItem, PriceWord
from agreements.prices.articles import key_of
from agreements.querysets.prices import PriceListItemQuerySet, PriceListQuerySet

MOST_COUNTED = 1000  # beyond this a person narrows the search; counting on would cost more than the answer

WITH_WORD = "search_vector @@ samkop_search_query(%s)"
WITH_PART = "search_text LIKE %s"
IS_NUMBER = "article_key = %s"

How = Literal["everything", "words", "likeness", "nothing"]


@dataclass(frozen=True)
class Match:
    """What a typed text finds, in the order in which it is shown, and how. ``ids`` are its first, up to
    ``MOST_COUNTED`` and one more."""

    found: PriceListItemQuerySet
    how: How
    ids: Sequence[int] = ()

    @property
    def count(self) -> int:
        """How many there are, as far as they are counted."""
        return len(self.ids)


def find(lists: PriceListQuerySet, text: str) -> Match:
    """The articles that somebody means by a number or by words, the cheapest first; without a text all there are."""
    items = PriceListItem.objects.of_lists(list(lists.order_by().values_list("pk", flat=True)))
    text = " ".join(text.replace("\0", "").split())[: search.LONGEST]
    if not text:
        listed = items.order_by("price_list_id", "article_key", "unit")
        return Match(listed, "everything", _first(listed))
    words = search.words_of(text)
    found = _holding(items, text, [[word] for word in words])
    if ids := _first(found):
        return Match(found, "words", ids)
    if not search.OPERATORS.search(text):
        # Only what is most alike: sorted by price, what is less so would come before it.
        alike = _holding(items, text, [[word, *search.resembling(word, PriceWord)[:1]] for word in words])
        if ids := _first(alike):
            return Match(alike, "likeness", ids)
    return Match(items.none(), "nothing")


def _first(found: PriceListItemQuerySet) -> list[int]:
    """The first ids, in order: asked for in none, PostgreSQL reads the table from its start and hopes to meet them."""
    return list(found.values_list("pk", flat=True)[: MOST_COUNTED + 1])


def _holding(items: PriceListItemQuerySet, text: str, words: Sequence[Sequence[str]]) -> PriceListItemQuerySet:
    """The articles with this number, then those that hold each of the words, or one of its alternatives."""
    conditions, params = [], []
    for alternatives in words:
        asked = []
        for word in alternatives:
            asked.append(WITH_WORD)
            params.append(word)
            if part := search.part_of(word):
                asked.append(WITH_PART)
                params.append(part)
        conditions.append(f"({' OR '.join(asked)})")
    condition, key = " AND ".join(conditions), key_of(text)
    if not key:
        return items.filter(_sql(condition, params)).order_by("price", "pk")
    number = _sql(IS_NUMBER, [key])
    return items.filter(_sql(f"({IS_NUMBER} OR {condition})", [key, *params])).order_by(number.desc(), "price", "pk")


def _sql(condition: str, params: Sequence[str]) -> RawSQL:
    return RawSQL(condition, params, BooleanField())  # noqa: S611 - conditions written above, words as parameters
