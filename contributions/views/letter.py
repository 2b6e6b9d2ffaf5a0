"""`/contribute`: the form, and the receipt that answers it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contributions import retention, stamps
from contributions.actions import sending
from contributions.actions.sending import LetterRefused, TooMany
from contributions.forms import LetterForm, number_of
from contributions.posted import Posted
from contributions.presenters import SLUG_MAX, About, about_page
from contributions.triage import KINDS
from contributions.views.answers import Trouble, posted, private, show, show_kept, too_many, visitor

KEPT_FOR = {"contact_days": retention.CONTACT_AFTER.days, "message_days": retention.MESSAGE_AFTER.days}
"""What the notice at the form promises."""


def form_kept(request: HttpRequest, sent: Posted, trouble: Trouble) -> HttpResponse:
    """The form with everything that was typed, and why it comes back."""
    form = LetterForm(sent) if request.method == "POST" else LetterForm(initial=_prefilled(request))
    form.errors.clear()  # nothing is wrong with the text
    stamp = stamps.read(sent.get("stamp"), timezone.now())
    return show_kept(request, "letter", trouble, {"form": form, "stamp": stamp.text, **KEPT_FOR})


@require_http_methods(["GET", "HEAD", "POST"])
@private(form_kept)
def contribute(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _send(request)
    named = _prefilled(request)
    about = about_page(named["page_slug"], number_of(named["page_number"]))
    return _form(request, LetterForm(initial=named), stamps.new(timezone.now()), about)


def _prefilled(request: HttpRequest) -> dict[str, str]:
    """What the link on a page says: which page, which publication of it, perhaps the kind."""
    kind = request.GET.get("kind", "")
    return {
        "kind": kind if kind in KINDS else "other",
        "page_slug": request.GET.get("page", "")[:SLUG_MAX],
        "page_number": request.GET.get("n", "")[:6],
    }


def _send(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    sent = posted(request)
    stamp = stamps.read(sent.get("stamp"), now)
    form = LetterForm(sent)
    letter = form.letter()
    if form.is_valid():
        try:
            receipt = sending.send(
                letter=letter,
                nonce=stamp.nonce,
                rendered_at=stamp.rendered_at,
                honeypot=sent.get("homepage"),
                visitor=visitor(request),
                now=now,
            )
        except LetterRefused as refused:
            form.refuse(refused.errors)
        except TooMany as told:
            return form_kept(request, sent, too_many(told))
        else:
            # Stored. Nothing is asked of the database any more, so that nothing comes between it and its receipt.
            return show(request, "receipt", receipt=receipt, demo_is_loaded=False)
    return _form(request, form, stamp, about_page(letter.page_slug, letter.page_number), status=422)


def _form(request: HttpRequest, form: LetterForm, stamp: stamps.Stamp, about: About, status: int = 200) -> HttpResponse:
    return show(request, "letter", status, form=form, stamp=stamp.text, about=about, **KEPT_FOR)
