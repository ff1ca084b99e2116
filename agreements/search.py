"""What is gathered about agreements, and how typed words find them in it.

The words of an agreement are its own and those of its lots, suppliers and owner. The labels of its CPV codes are not
copied to every agreement: they are looked up in the nine thousand labels of the vocabulary, and what is classified
under them is found by its codes. Typing errors are compared with the words that exist, not with every text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Literal

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from agreements.models import AgreementCpv, SearchWord
from portal.reference.models import CpvLevel, branch_of

GATHER_WORDS = """
WITH said AS MATERIALIZED (
    SELECT a.id,
        concat_ws(' ', a.number, a.title, a.description,
            (SELECT string_agg(concat_ws(' ', lot.number, lot.title), ' ' ORDER BY lot.position)
               FROM agreements_lot lot WHERE lot.agreement_id = a.id)) AS need,
        concat_ws(' ', owner.name,
            (SELECT string_agg(DISTINCT supplier.name, ' ')
               FROM agreements_lot lot
               JOIN agreements_lotsupplier place ON place.lot_id = lot.id
               JOIN suppliers_supplier supplier ON supplier.id = place.supplier_id
              WHERE lot.agreement_id = a.id)) AS names,
        ARRAY(SELECT 'cpv' || code.cpv_id FROM agreements_agreementcpv code WHERE code.agreement_id = a.id) AS codes,
        ARRAY(SELECT buyer.organisation_id FROM agreements_eligiblebuyer buyer WHERE buyer.agreement_id = a.id)
            AS buyers,
        array_remove(ARRAY[a.owner_id], NULL) AS owners
    FROM agreements_agreement a
    LEFT JOIN organisations_organisation owner ON owner.id = a.owner_id
    WHERE {which}
), read AS MATERIALIZED (
    SELECT said.*, samkop_search_vector(need) AS vector FROM said
)
INSERT INTO agreements_agreementsearch (agreement_id, text, vector, need, need_vector, entitled)
SELECT id, samkop_fold(concat_ws(' ', need, names)), vector || samkop_search_vector(names), samkop_fold(need),
    vector || array_to_tsvector(codes), CASE WHEN buyers = '{{}}' THEN owners ELSE buyers END
FROM read
ON CONFLICT (agreement_id) DO UPDATE SET text = excluded.text, vector = excluded.vector, need = excluded.need,
    need_vector = excluded.need_vector, entitled = excluded.entitled
"""

SUMMARISE = """
INSERT INTO agreements_agreementsummary (agreement_id, divisions, buyers, suppliers, supplier_names)
SELECT a.id,
    ARRAY(SELECT code.division FROM agreements_agreementcpv code WHERE code.agreement_id = a.id
           GROUP BY code.division ORDER BY bool_or(code.is_main) DESC, code.division),
    ARRAY(SELECT buyer.organisation_id FROM agreements_eligiblebuyer buyer WHERE buyer.agreement_id = a.id),
    coalesce(named.ids, '{{}}'), coalesce(named.names, '{{}}')
FROM agreements_agreement a
CROSS JOIN LATERAL (
    SELECT array_agg(id ORDER BY place, id) AS ids, array_agg(name ORDER BY place, id) AS names
    FROM (
        SELECT supplier.id, supplier.name, min(lot.position * 1000 + coalesce(place.rank, 999)) AS place
          FROM agreements_lot lot
          JOIN agreements_lotsupplier place ON place.lot_id = lot.id
          JOIN suppliers_supplier supplier ON supplier.id = place.supplier_id
         WHERE lot.agreement_id = a.id
         GROUP BY supplier.id
    ) AS once
) AS named
WHERE {which}
ON CONFLICT (agreement_id) DO UPDATE SET divisions = excluded.divisions, buyers = excluded.buyers,
    suppliers = excluded.suppliers, supplier_names = excluded.supplier_names
"""

LEARN_WORDS = """
INSERT INTO agreements_searchword (word, plain)
SELECT word, translate(word, 'åäæöøéèáàüđ', 'aaaooeeaaud')
FROM (
    SELECT word FROM agreements_agreementsearch a, regexp_split_to_table(a.text, '[^[:alpha:]]+') AS word
     WHERE {which}
    UNION
    SELECT word FROM (
        SELECT DISTINCT rpad(left(a.cpv_id, length), 8, '0') AS code
          FROM agreements_agreementcpv a, generate_series(3, 8) AS length WHERE {which}
    ) AS own
    JOIN reference_cpvcode label ON label.code = own.code,
    regexp_split_to_table(label.search_text, '[^[:alpha:]]+') AS word
) AS read
WHERE length(word) BETWEEN 4 AND 60
  AND NOT EXISTS (SELECT FROM agreements_searchword known WHERE known.word = read.word)
ORDER BY word
ON CONFLICT DO NOTHING
"""

OF_SUPPLIER = """{id} IN (SELECT lot.agreement_id FROM agreements_lot lot
    JOIN agreements_lotsupplier place ON place.lot_id = lot.id WHERE place.supplier_id = %s)"""


def refresh(agreement_ids: Sequence[int]) -> None:
    """Gather anew what is kept about these agreements. A service calls it last, in the transaction of its change."""
    _gather("{id} = ANY(%s)", list(agreement_ids))


def refresh_of_supplier(supplier_id: int) -> None:
    """Gather anew what is kept about every agreement in which a supplier has a place, after its name changed."""
    _gather(OF_SUPPLIER, supplier_id)


def _gather(which: str, parameter: Any) -> None:
    with connection.cursor() as cursor:
        for statement in (GATHER_WORDS, SUMMARISE):
            cursor.execute(statement.format(which=which.format(id="a.id")), [parameter])
        cursor.execute(LEARN_WORDS.format(which=which.format(id="a.agreement_id")), [parameter, parameter])


# Finding

LONGEST = 200
MOST_WORDS = 8
SHORTEST_PART = 3  # a trigram has three letters
MOST_ALIKE = 3
ALIKE = 0.4
NEARLY_THE_SAME = 0.6

OPERATORS = re.compile(r'["“”]|(^|\s)-\w|\sor\s', re.IGNORECASE)
_CPV_CODE = re.compile(r"(\d{8})(-\d)?")

WITH_WORD = "SELECT agreement_id FROM agreements_agreementsearch WHERE vector @@ samkop_search_query(%s)"
# Not OR: with both conditions at once a common word has PostgreSQL read every document instead of the two indexes.
WITH_PART = " UNION SELECT agreement_id FROM agreements_agreementsearch WHERE text LIKE %s"
WITH_CODE = """
UNION ALL
SELECT code.agreement_id FROM agreements_agreementcpv code
  JOIN unnest(%s::text[], %s::text[]) AS branch (first, last) ON code.cpv_id BETWEEN branch.first AND branch.last
"""
NAMED_CODES = "SELECT code FROM reference_cpvcode WHERE level <> %s AND (search_vector @@ samkop_search_query(%s)"
NAMED_IN_PART = " OR search_text LIKE %s"

# A word that one of the languages leaves out, such as "och" or "for", says nothing: only the others must be there.
TELLING = """
SELECT word FROM unnest(%s::text[]) WITH ORDINALITY AS typed (word, place)
WHERE numnode(plainto_tsquery('swedish', word)) > 0 AND numnode(plainto_tsquery('norwegian', word)) > 0
  AND numnode(plainto_tsquery('english', word)) > 0
ORDER BY place
"""

# The words that a mistyped one resembles most.
RESEMBLING = """
SELECT word FROM (
    SELECT word, similarity(plain, typed) AS likeness
      FROM {known}, translate(samkop_fold(%s), 'åäæöøéèáàüđ', 'aaaooeeaaud') AS typed
     WHERE plain %% typed
) AS near
WHERE likeness >= %s ORDER BY likeness DESC, word LIMIT %s
"""

# The codes whose label holds a word, and whether one of its languages begins with it.
NEEDED_CODES = """
SELECT code, samkop_fold(label_sv) LIKE %s OR samkop_fold(label_nb) LIKE %s OR samkop_fold(label_en) LIKE %s AS begins
  FROM reference_cpvcode WHERE level <> %s AND (search_vector @@ samkop_search_query(%s) OR search_text LIKE %s)
 ORDER BY code
"""

How = Literal["number", "words", "likeness", "nothing"]


@dataclass(frozen=True)
class Match:
    """What a typed text finds. ``how``: by its exact number, by its words, by likeness to them, or not at all."""

    found: QuerySet
    how: How


def find(agreements: QuerySet, text: str) -> Match:
    """The agreements that somebody means by a typed text.

    An exact number comes first and alone. Otherwise every word must be there: in one of its forms in Swedish,
    Norwegian or English, as a part of a compound (three letters at least), or in the label of a CPV code under which
    the agreement is classified. Typing errors are forgiven only when nothing that the reader sees holds the words.
    """
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    if any(letter.isdigit() for letter in text):
        numbered = agreements.filter(number__in={text, text.upper()})
        if numbered.exists():
            return Match(numbered, "number")
    words = words_of(text)
    found = _seen_among(agreements, _holding_all([[word] for word in words]))
    if found is not None:
        return Match(found, "words")
    if not OPERATORS.search(text):
        alike = _seen_among(agreements, _holding_all([[word, *resembling(word)] for word in words]))
        if alike is not None:
            return Match(alike, "likeness")
    return Match(_among(agreements, []), "nothing")


def covering_words(agreements: QuerySet, text: str) -> Iterator[Match]:
    """The agreements that may cover what somebody needs, said in words: by its words, then by likeness to them. Who
    asks goes on to the next where one finds nothing of use.

    Stricter than ``find``, for a purchaser will act on it: names of suppliers and owners do not count, an agreement
    covers what lies below its CPV codes (one on food covers milk) where the word begins a code's label, so that a code
    which merely mentions it ("except computers") draws in nothing else, and only a word that is nearly the typed one
    forgives a typing error. Nothing is read here: the reader's own agreements among them are found by two indexes.
    """
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    if OPERATORS.search(text):
        yield find(agreements, text)
        return
    if any(letter.isdigit() for letter in text):
        numbered = agreements.filter(number__in={text, text.upper()})
        if numbered.exists():
            yield Match(numbered, "number")
            return
    words = words_of(text)
    if words:
        yield Match(_needing_all(agreements, [[word] for word in words]), "words")
        alike = [[word, *resembling(word, alike=NEARLY_THE_SAME)] for word in words]
        yield Match(_needing_all(agreements, alike), "likeness")


def covering(agreements: QuerySet, code: str) -> QuerySet:
    """The agreements that cover a CPV code: classified at it, below it, or above it."""
    above = [code[:digits].ljust(8, "0") for digits in range(2, 8)]
    at = AgreementCpv.objects.filter(Q(cpv__in=above) | Q(cpv__gte=code, cpv__lte=branch_of(code).ljust(8, "9")))
    return agreements.filter(pk__in=at.values("agreement"))


def title_holds(text: str, alphabet: str = "sv") -> Func:
    """Whether the title holds the typed text: those agreements come first. An expression for ``order_by``."""
    return Func(
        F(f"sort_{alphabet}"),
        Func(Value(text[:LONGEST]), Value(alphabet), function="samkop_sort_key", output_field=TextField()),
        template="(strpos(%(expressions)s) > 0)",
        output_field=BooleanField(),
    )


def words_of(text: str) -> list[str]:
    """What must be there: the words that say something; a text with search operators is one condition as a whole."""
    if OPERATORS.search(text):
        return [text]
    words = text.split()[:MOST_WORDS]
    if len(words) > 1:
        with connection.cursor() as cursor:
            cursor.execute(TELLING, [words])
            words = [row[0] for row in cursor.fetchall()] or words
    return words


def _among(agreements: QuerySet, ids: Sequence[int]) -> QuerySet:
    """Those with ids that were found once, for every statement of the page to use."""
    array = f"{{{','.join(map(str, ids))}}}"  # written here: psycopg looks at every one of thousands of numbers
    return agreements.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [array]))


def _seen_among(agreements: QuerySet, ids: Sequence[int]) -> QuerySet | None:
    """Those of the found ones that the reader sees, if any: what holds the words in secret, a draft, does not count."""
    found = _among(agreements, ids)
    return found if ids and found.exists() else None


def _holding_all(words: Sequence[Sequence[str]]) -> list[int]:
    """The ids of the agreements that hold each of the words, or one of its alternatives."""
    if not words:
        return []
    statement, params = [], []
    for alternatives in words:
        parts = [_holding(word) for word in alternatives]
        statement.append(f"({' UNION ALL '.join(sql for sql, _params in parts)})")
        params += [param for _sql, part in parts for param in part]
    with connection.cursor() as cursor:
        cursor.execute(" INTERSECT ".join(statement), params)
        return sorted({row[0] for row in cursor.fetchall()})


def _holding(word: str) -> tuple[str, list[Any]]:
    """What asks for the ids of the agreements that hold a word, or are classified under a code whose label does."""
    part = part_of(word)
    sql = WITH_WORD
    params: list[Any] = [word]
    if part:
        sql += WITH_PART
        params.append(part)
    if branches := branches_named(word):
        sql += WITH_CODE
        params += [branches, [branch.ljust(8, "9") for branch in branches]]
    return sql, params


def _needing_all(agreements: QuerySet, words: Sequence[Sequence[str]]) -> QuerySet:
    """The agreements that may cover what each of the words names, or one of its alternatives (``covering_words``)."""
    for alternatives in words:
        agreements = agreements.filter(reduce(or_, (_needing(word) for word in alternatives)))
    return agreements


def _needing(word: str) -> Q:
    """The condition that an agreement may cover what a word names, by words and codes alike."""
    query = Func(Value(word), function="samkop_search_query", output_field=SearchQueryField())
    part = part_of(word)
    if codes := _codes_needed(word, part):
        query = Func(
            query,
            Cast(Value(" | ".join(codes)), SearchQueryField()),
            template="(%(expressions)s)",
            arg_joiner=" || ",
            output_field=SearchQueryField(),
        )
    condition = Q(_Holds(F("search__need_vector"), query, arg_joiner=" @@ "))
    return condition | Q(_Holds(F("search__need"), Value(part), arg_joiner=" LIKE ")) if part else condition


class _Holds(Func):
    """Two expressions with an operator between them, as a condition."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


def _codes_needed(word: str, part: str) -> list[str]:
    """What asks ``need_vector`` for the codes that cover what a word names: each code whose label holds it, and also
    what lies above and below those whose label begins with it, or that are typed themselves."""
    if code := _CPV_CODE.fullmatch(word):
        named = [(code[1], True)]
    elif part:
        begins = part.removeprefix("%")
        with connection.cursor() as cursor:
            cursor.execute(NEEDED_CODES, [begins, begins, begins, CpvLevel.DIVISION, word, part])
            named = cursor.fetchall()
    else:
        return []
    tops = [code for code, is_begun in named if is_begun]
    above = {code[:digits].ljust(8, "0") for code in tops for digits in range(2, 8)}
    single = sorted(above | {code for code, is_begun in named if not is_begun})
    return [*(f"cpv{branch}:*" for branch in _outermost(map(branch_of, tops))), *(f"cpv{code}" for code in single)]


def part_of(word: str) -> str:
    """The pattern for a word within others, or '' when it is too short for one."""
    if len(word) < SHORTEST_PART or OPERATORS.search(word):
        return ""
    escaped = word.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def branches_named(word: str) -> list[str]:
    """The CPV branches, as digits, that a word names in one of three languages; none of them lies within another."""
    part = part_of(word)
    if code := _CPV_CODE.fullmatch(word):
        return [branch_of(code[1])]
    sql, params = NAMED_CODES, [CpvLevel.DIVISION, word]
    if part:
        sql += NAMED_IN_PART
        params.append(part)
    with connection.cursor() as cursor:
        cursor.execute(sql + ") ORDER BY code", params)
        return _outermost(branch_of(row[0]) for row in cursor.fetchall())


def _outermost(branches: Iterable[str]) -> list[str]:
    """The branches without those that lie within another. They come in the order of codes, so what lies within one
    comes right after it."""
    tops: list[str] = []
    for branch in branches:
        if not (tops and branch.startswith(tops[-1])):
            tops.append(branch)
    return tops


def resembling(word: str, known: type[Model] = SearchWord, alike: float = ALIKE) -> list[str]:
    """The known words that a mistyped one resembles most."""
    with connection.cursor() as cursor:
        cursor.execute(RESEMBLING.format(known=known._meta.db_table), [word, alike, MOST_ALIKE])
        return [row[0] for row in cursor.fetchall()]
