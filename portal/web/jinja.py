"""The Jinja2 environment of the pages: translations, addresses, and the filters of `portal.web.formats`."""

from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from django_htmx.jinja import htmx_script
from jinja2 import Environment

from portal.web import formats


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """The address of the page with this URL name."""
    return reverse(name, args=args, kwargs=kwargs)


def environment(**options: Any) -> Environment:
    """The environment that settings.TEMPLATES names. Django passes loader, autoescape and undefined."""
    options["autoescape"] = True
    env = Environment(  # noqa: S701 - the line above
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True, **options
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        url=url, static=static, get_messages=get_messages, get_language=get_language, htmx_script=htmx_script
    )
    env.filters.update(formats.FILTERS, capfirst=capfirst)
    return env
