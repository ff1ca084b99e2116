"""The articles of a price list as they are read, compared and written."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from agreements.models import PriceList, PriceListItem
from portal.workflow.copying import copy_rows

LONGEST_KEY = 60


def key_of(article_number: str) -> str:
    """An article number without case, spaces and signs: what people type finds it however it is written."""
    return "".join(letter for letter in article_number.casefold() if letter.isalnum())[:LONGEST_KEY]


@dataclass(frozen=True, slots=True)
class Article:
    """A line of a price list. ``price`` is per ``unit``, ex VAT in the agreement's currency."""

    number: str
    name: str
    unit: str
    price: Decimal
    pack_size: str = ""
    manufacturer: str = ""

    @property
    def key(self) -> str:
        return key_of(self.number)

    def as_row(self, price_list_id: int) -> tuple[object, ...]:
        """The values of ``COLUMNS``."""
        return (
            price_list_id,
            self.number,
            self.key,
            self.name,
            self.unit,
            self.pack_size,
            self.manufacturer,
            self.price,
        )


COLUMNS = ("price_list", "article_number", "article_key", "name", "unit", "pack_size", "manufacturer", "price")

LEARN_WORDS = """
INSERT INTO agreements_priceword (word, plain)
SELECT word, translate(word, 'åäæöøéèáàüđ', 'aaaooeeaaud')
FROM (
    SELECT DISTINCT word
      FROM agreements_pricelistitem item, regexp_split_to_table(item.search_text, '[^[:alpha:]]+') AS word
     WHERE item.price_list_id = %s
) AS read
WHERE length(word) BETWEEN 4 AND 60
ORDER BY word
ON CONFLICT DO NOTHING
"""


def digest_of(articles: Sequence[Article]) -> str:
    """In short what a list says: the same for the same articles in the same order."""
    seen = hashlib.sha256()
    for article in articles:
        seen.update(repr(article).encode())
    return seen.hexdigest()


def write_articles(price_list: PriceList, articles: Sequence[Article]) -> None:
    """Put these articles in the place of those that the list holds, in the caller's transaction."""
    price_list.items.all().delete()
    copy_rows(PriceListItem, COLUMNS, (article.as_row(price_list.pk) for article in articles))
    with connection.cursor() as cursor:
        cursor.execute(LEARN_WORDS, [price_list.pk])
    price_list.item_count = len(articles)
    price_list.digest = digest_of(articles)
