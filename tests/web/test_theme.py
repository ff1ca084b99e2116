import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web import theme


@given(st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}"))
def test_every_accent_gives_readable_text(accent):
    scale = theme.scale(accent)
    for background in ("background-default", "background-tinted", "surface-tinted", "surface-hover", "surface-active"):
        assert theme.contrast(scale["text-default"], scale[background]) >= 4.5
        assert theme.contrast(scale["text-subtle"], scale[background]) >= 4.5
    for base in ("base-default", "base-hover", "base-active"):
        assert theme.contrast(scale["base-contrast-default"], scale[base]) >= 4.5
    assert theme.contrast(scale["border-default"], "#ffffff") >= 3


def test_an_accent_that_reads_well_is_kept():
    assert theme.scale("#0a5c56")["base-default"] == "#0a5c56"


def test_the_hue_stays_the_cooperations_own():
    def hue(colour):
        return colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0]

    assert abs(hue(theme.scale("#ffcc00")["base-default"]) - hue("#ffcc00")) < 0.02


@pytest.mark.parametrize("accent", ["red", "#12", "#1234567", "#00000g", "#000000}body{display:none"])
def test_only_a_colour_is_a_colour(accent):
    with pytest.raises(ValueError, match="colour"):
        theme.stylesheet(accent)


@pytest.mark.urls("tests.web.showcase")
def test_theme(client):
    response = client.get("/theme/samkop.css")
    assert response["Content-Type"].startswith("text/css")
    assert "--ds-color-accent-base-default:#0a5c56" in response.content.decode()
    assert client.get("/theme/nobody.css").status_code == 404
