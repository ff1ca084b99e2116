"""Pages and answers of no domain: health, suggestions, colours, errors, and the pages about the site itself."""

import sys

from allauth.decorators import rate_limit
from django.contrib import messages
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.web import brand, lookups, outage, theme
from portal.web.about import FeedbackForm

SUGGESTIONS = 10


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database and Redis answer, else 503: for load balancers and containers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        cache.get("healthz")
    except Exception as error:
        if not outage.is_outage(error):
            raise
        return HttpResponse("away", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def lookup(request: HttpRequest, name: str) -> HttpResponse:
    """Suggestions for a typed text, as options of a datalist. What may be seen is the source's to say.

    The text comes as `q`, or as the parameter that `field` names: a box in a form sends its own name.
    """
    source = lookups.source(name)
    if source is None:
        raise Http404
    text = request.GET.get(request.GET.get("field", "q"), "").strip()[:200]
    choices = source.search(request.user, text, SUGGESTIONS) if text else []
    return render(request, "components/lookup_options.html", {"choices": choices})


@require_safe
def theme_css(request: HttpRequest, slug: str) -> HttpResponse:
    """The accent colours of a cooperation. The address carries the colour, so it may be kept for good."""
    found = brand.of_slug(slug)
    if found is None:
        raise Http404
    response = HttpResponse(theme.stylesheet(found.accent), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal knows about people, why, for how long, and what they may ask for."""
    return render(request, "about/privacy.html")


@rate_limit(action="accessibility_feedback")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, with a form that reaches the cooperation's office."""
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.mail_to(brand.of_request(request))
        messages.success(request, _("Thank you. Your message has been sent to the office."))
        return redirect("about-accessibility")
    return render(request, "about/accessibility.html", {"form": form})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: a request that no browser of ours sends, or a form too big."""
    return outage.plain_page(request, "400", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403: signed in, may see it, may not do it. A reason given with the refusal is shown."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: usually a form that stood open since before the person signed in or out."""
    return render(request, "errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404: nothing here, or nothing that this reader may know of."""
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler429: allauth's limits on sign-in and password resets."""
    return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500. An outage that struck in a middleware ends here, too, and is told apart."""
    error = sys.exc_info()[1]
    if outage.is_outage(error):
        return outage.response(request, error)
    return outage.plain_page(request, "500", 500)
