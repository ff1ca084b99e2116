"""Who sees a document: the whole table, by hand."""

import pytest

from portal.law.visibility import Relation, Visibility, levels_seen_by, may_see

SEEN = {
    "public": "public",
    "member": "public members",
    "buyer": "public members buyers",
    "supplier": "public suppliers",
    "office": "public members buyers suppliers office",
}


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("level", Visibility)
def test_who_sees_what(relation: Relation, level: Visibility) -> None:
    assert may_see(level, relation) == (level in SEEN[relation].split())


def test_levels_add_up_over_relations_and_everybody_sees_the_public() -> None:
    assert levels_seen_by([]) == (Visibility.PUBLIC,)
    assert levels_seen_by([Relation.SUPPLIER, Relation.MEMBER]) == (
        Visibility.PUBLIC,
        Visibility.MEMBERS,
        Visibility.SUPPLIERS,
    )
    assert levels_seen_by(set(Relation)) == tuple(Visibility)
