"""One accent colour per cooperation: a whole scale from a single colour, with the contrast that WCAG asks for."""

import colorsys
import re
from functools import lru_cache

RGB = tuple[float, float, float]
WHITE: RGB = (1.0, 1.0, 1.0)
CONTRAST = 4.5


def _rgb(colour: str) -> RGB:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"not a colour of the form #rrggbb: {colour!r}")
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def _hex(rgb: RGB) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)


def _luminance(rgb: RGB) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    light, dark = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _mix(rgb: RGB, other: RGB, share: float) -> RGB:
    return tuple(a * share + b * (1 - share) for a, b in zip(rgb, other, strict=True))  # type: ignore[return-value]


def _darkened(rgb: RGB, background: RGB, ratio: float) -> RGB:
    """The nearest darker shade that reaches the ratio against the background."""
    hue, light, saturation = colorsys.rgb_to_hls(*rgb)
    while contrast(_hex(rgb), _hex(background)) < ratio and light > 0:
        light = max(0.0, light - 0.01)
        rgb = colorsys.hls_to_rgb(hue, light, saturation)
    return rgb


@lru_cache(maxsize=64)
def scale(accent: str) -> dict[str, str]:
    """The sixteen tokens of Designsystemet for an accent. Text on base and on every surface reaches 4.5:1."""
    chosen = _rgb(accent)
    tinted = _mix(chosen, WHITE, 0.05)
    surface = _mix(chosen, WHITE, 0.10)
    hover = _mix(chosen, WHITE, 0.16)
    active = _mix(chosen, WHITE, 0.22)
    base = _darkened(chosen, active, CONTRAST)
    darker = [_mix(base, (0.0, 0.0, 0.0), share) for share in (0.84, 0.70)]
    text = _darkened(_mix(base, (0.0, 0.0, 0.0), 0.45), active, 9.0)
    return {
        "background-default": "#ffffff",
        "background-tinted": _hex(tinted),
        "surface-default": "#ffffff",
        "surface-tinted": _hex(surface),
        "surface-hover": _hex(hover),
        "surface-active": _hex(active),
        "border-subtle": _hex(_mix(chosen, WHITE, 0.30)),
        "border-default": _hex(_darkened(chosen, WHITE, 3.0)),
        "border-strong": _hex(base),
        "text-subtle": _hex(base),
        "text-default": _hex(text),
        "base-default": _hex(base),
        "base-hover": _hex(darker[0]),
        "base-active": _hex(darker[1]),
        "base-contrast-subtle": "#ffffff",
        "base-contrast-default": "#ffffff",
    }


def stylesheet(accent: str) -> str:
    """CSS that sets the accent of a page."""
    tokens = "".join(f"--ds-color-accent-{name}:{value};" for name, value in scale(accent).items())
    return f":root,[data-color-scheme]{{{tokens}}}\n"
