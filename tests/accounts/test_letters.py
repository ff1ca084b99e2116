import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from tests.factories import make_user


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("letter", ["invitation", "password_reset_key", "unknown_account"])
def test_letters_are_plain_text(db, letter, language):
    context = {
        "person": make_user("Åsa O'Connor & Co"),
        "site_url": "https://portal.example.org",
        "link": "https://portal.example.org/?a=1&b=2",
        "password_reset_url": "https://portal.example.org/?a=1&b=2",
        "days": 3,
    }
    with translation.override(language):
        subject = render_to_string(f"account/email/{letter}_subject.txt", context)
        body = render_to_string(f"account/email/{letter}_message.txt", context)
    assert subject.strip() and "\n" not in subject.strip()
    assert "https://portal.example.org" in body
    assert "&amp;" not in body and "&#39;" not in body
