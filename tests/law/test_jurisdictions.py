"""The two rule sets."""

from portal.law.jurisdictions import JURISDICTIONS, JurisdictionCode


def test_every_jurisdiction_has_its_rules() -> None:
    assert set(JURISDICTIONS) == set(JurisdictionCode)
    assert {code: (rules.currency, rules.alphabet) for code, rules in JURISDICTIONS.items()} == {
        "SE": ("SEK", "sv"),
        "NO": ("NOK", "nb"),
    }
