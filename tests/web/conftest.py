"""The floor under all apps is tested without them: nothing that they registered reaches these tests."""

from collections import defaultdict

import pytest

from portal.web import brand, navigation, panels


@pytest.fixture(autouse=True)
def own_registers(monkeypatch):
    """Menu, brand and panels as they are before any app has registered; a test may fill them."""
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "_own", {})
    monkeypatch.setattr(navigation, "_search", None)
    monkeypatch.setattr(navigation, "_actor_of", lambda user: user)
    monkeypatch.setattr(panels, "_panels", defaultdict(dict))
    monkeypatch.setattr(brand, "_for_request", None)
    monkeypatch.setattr(brand, "_by_slug", None)
