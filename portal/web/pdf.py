"""HTML to a tagged PDF. A rendering can fetch nothing but what is handed to it; workers render, web processes do not.

A template extends ``pdf/base.html``. It reaches its style sheet, fonts and whatever else the caller hands in as
``asset:<name>``; every other address, of the network or of this machine, stays empty.
"""

import io
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, to_locale

from portal.web import theme
from portal.web.brand import Brand

SCHEME = "asset:"

for _talker in ("weasyprint.progress", "fontTools", "pikepdf"):  # a line for every page and font otherwise
    logging.getLogger(_talker).setLevel(logging.WARNING)

_TYPES = {
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
_OWN: dict[str, Path] = {
    "pdf.css": settings.BASE_DIR / "templates/pdf/pdf.css",
    "inter.woff2": settings.BASE_DIR / "static/vendor/inter/inter-latin-wght-normal.woff2",
    "inter-ext.woff2": settings.BASE_DIR / "static/vendor/inter/inter-latin-ext-wght-normal.woff2",
}


def render_template(
    template: str,
    context: Mapping[str, Any],
    *,
    brand: Brand,
    variant: str = "pdf/ua-1",
    assets: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF of a template that extends ``pdf/base.html``, in the active language and the cooperation's colour."""
    html = render_to_string(
        template,
        {
            **context,
            "brand": brand,
            "accent": theme.scale(brand.accent),
            "language": to_locale(get_language() or settings.LANGUAGE_CODE).replace("_", "-"),
        },
        using="jinja2",
    )
    return render_pdf(html, variant=variant, assets=assets)


def render_pdf(html: str, *, variant: str = "pdf/ua-1", assets: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a whole HTML page, tagged for accessibility.

    ``variant`` is ``pdf/ua-1`` or an archive format such as ``pdf/a-3a``; ``assets`` maps the names behind ``asset:``
    to their content. WeasyPrint costs a process some 60 MB, so it is imported by the first rendering only.
    """
    from weasyprint import HTML

    document = HTML(string=html, base_url=f"{SCHEME}/", url_fetcher=_fetcher(assets or {}))
    return _finished(document.write_pdf(pdf_variant=variant, pdf_tags=True))


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def _fetcher(assets: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class HandedIn(URLFetcher):
        """Knows what was handed in, and nothing else: no network, no file, no redirect, no data address."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if not url.startswith(SCHEME):
                raise ValueError(f"a report fetches nothing: {url[:200]}")
            name = url.removeprefix(SCHEME).lstrip("/")
            if name in assets:
                content = assets[name]
            elif name in _OWN:
                content = _OWN[name].read_bytes()
            else:
                raise FatalURLFetchingError(f"the template names an asset that was not handed in: {name}")
            return URLFetcherResponse(url, content, {"Content-Type": _TYPES[Path(name).suffix]})

    return HandedIn(allowed_protocols=(), allow_redirects=False)


def _finished(pdf: bytes) -> bytes:
    """What WeasyPrint leaves out of PDF/UA: the direction of table headers, and what a link says when it is reached."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        for element, section in _elements(document.Root.StructTreeRoot):
            if element.get("/S") == "/TH":
                scope = pikepdf.Name.Column if section == "/THead" else pikepdf.Name.Row
                attributes = element.get("/A")
                if isinstance(attributes, pikepdf.Dictionary):
                    attributes.Scope = scope
                else:
                    element.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
        for page in document.pages:
            for annotation in page.get("/Annots", ()):
                if annotation.get("/Subtype") == "/Link" and "/Contents" not in annotation:
                    address = annotation.get("/A", {}).get("/URI") if "/A" in annotation else None
                    annotation.Contents = pikepdf.String(str(address or annotation.get("/Dest", "")))
        finished = io.BytesIO()
        document.save(finished)
    return finished.getvalue()


def _elements(root: Any) -> Iterator[tuple[Any, str]]:
    """Every element of the tag tree, with the part of the table that it stands in."""
    import pikepdf

    waiting = [(root, "")]
    while waiting:
        element, section = waiting.pop()
        kind = str(element.get("/S", ""))
        if kind in ("/THead", "/TBody", "/TFoot"):
            section = kind
        yield element, section
        children = element.get("/K", ())
        for child in children if isinstance(children, pikepdf.Array) else (children,):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                waiting.append((child, section))
