"""The review page: one frozen revision on one page, with everything that can be done about it.

    review/<revision>             read, vote, adjudicate, answer comments, take back, publish, take and hand back
    review/<revision>/preview     the page as readers would see it
    review/<revision>/emergency   publish without the votes, with a reason that the page shows

Every form posts to its own page with `_do`, the name of the deed. What an action refuses is shown above the form
that was sent, with everything that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evidence.actions import editorial, leases
from evidence.actions.assessments import look_at_proposal
from evidence.admin.forms.review import ConflictForm, DecisionForm
from evidence.admin.rooms.base import View, refuse, room, show, told
from evidence.admin.rooms.review_preview import preview_context
from evidence.desk.review import ReviewPage
from evidence.desk.visibility import must_stay_blind
from evidence.models import Publication, Review, Revision
from evidence.models.review import CONFLICTS
from evidence.presenters.words import shown
from evidence.workflow import Refusal

CONFLICT = 409
"""What an action refuses: the page, or the person's part in it, is not as the form took it to be."""
_TOP = "#content-start"


def unless_it_unblinds(view: View) -> View:
    """Who could still code the study blind is asked first, before a machine's proposal is shown."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        revision = _revision(pk)
        if not must_stay_blind(request.user, revision):
            return view(request, pk)
        if request.method == "POST" and request.POST.get("_do") == "look":
            try:
                look_at_proposal(study=revision.study, by=request.user)
            except Refusal as refusal:
                return refuse(request, " ".join(told(refusal)), CONFLICT)
            return redirect(request.path)
        return show(request, "desk/review_blind.html", _("Hidden for now"), revision=revision)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@room("see_desk")
@unless_it_unblinds
def review(request: HttpRequest, pk: int) -> HttpResponse:
    revision = _revision(pk)
    deed = DEEDS.get(request.POST.get("_do", ""))
    if request.method != "POST" or deed is None:
        return _page(request, revision)
    try:
        said = deed(request, revision)
    except _Shown as again:
        return _page(request, _revision(pk), typed=request.POST, form=again.form)
    except Refusal as refusal:
        done = _done_already(request, revision)
        if not done:
            return _page(request, _revision(pk), typed=request.POST, refusal=refusal)
        messages.info(request, done)
        return redirect(reverse("desk:review", args=[pk]) + _TOP)
    messages.success(request, said)
    return redirect(reverse("desk:review", args=[pk]) + _TOP)


def _done_already(request: HttpRequest, revision: Revision) -> str:
    """What to say where the same form came twice (two clicks, "Reload"): it is no refusal. Empty for anything else."""
    deed, mine = request.POST.get("_do"), request.user
    if deed == "publish" and Publication.objects.filter(revision=revision, published_by=mine).exists():
        return _("You have published this already. It happened once.")
    if deed == "decide":
        given = {
            "decision": request.POST.get("decision", ""),
            "sha256": request.POST.get("_seen", ""),
            "adjudicates": request.POST.get("_as") == "adjudicate",
        }
        if Review.objects.filter(revision=revision, reviewer=mine, **given).exists():
            return _("You have voted already. Your vote counts once.")
    return ""


@require_safe
@room("see_desk")
@unless_it_unblinds
def review_preview(request: HttpRequest, pk: int) -> HttpResponse:
    revision = _revision(pk)
    template = "desk/review_preview_tombstone.html" if "withdrawn" in revision.content else "desk/review_preview.html"
    return render(request, template, preview_context(revision, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@room("override")
@unless_it_unblinds
def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    revision = _revision(pk)
    state = editorial.state_of(revision)
    if state in ("draft", "published"):
        return refuse(request, _("There is nothing to publish here: this revision is no longer in review."), CONFLICT)
    if request.method != "POST":
        return _emergency_page(request, revision)
    try:
        publication = editorial.publish_in_emergency(
            revision=revision, by=request.user, reason=request.POST.get("reason", "")
        )
    except Refusal as refusal:
        return _emergency_page(request, revision, refusal=refusal)
    said = _("Published as number %(number)d, without the usual checks. The page says so.")
    messages.warning(request, said % {"number": publication.number})
    return redirect("desk:review", pk)


# --- The deeds of the review page --------------------------------------------------------------------------


class _Shown(Exception):
    """Not an error: the page is shown again with `form`, which asks the next question or says what is missing."""

    def __init__(self, form: ConflictForm | DecisionForm) -> None:
        super().__init__()
        self.form = form


def _answer_conflict(request: HttpRequest, revision: Revision) -> str:
    """The first step: keeps nothing, leads on to the vote."""
    form = ConflictForm(request.POST)
    if not form.is_valid():
        raise _Shown(form)
    # Whoever changed their answer keeps what they had typed below it.
    kept = {"comment": request.POST.get("comment", ""), "checks": request.POST.getlist("checks")}
    conflict = form.cleaned_data["conflict"]
    adjudicates = _decides(request, revision) == "adjudicate"
    raise _Shown(DecisionForm(initial=form.cleaned_data | kept, conflict=conflict, adjudicates=adjudicates))


def _change_answer(request: HttpRequest, revision: Revision) -> str:
    """Back to the first step, with what was typed."""
    raise _Shown(ConflictForm(initial=request.POST.dict()))


def _decide(request: HttpRequest, revision: Revision) -> str:
    """A vote, or the decision between reviewers who differ: what the form said it was.

    Where the reviewers came to differ while somebody was reading, their vote must not pass for a decision.
    """
    conflict = request.POST.get("conflict", "")
    if conflict not in CONFLICTS:
        raise _Shown(ConflictForm(request.POST))
    adjudicates = request.POST.get("_as") == "adjudicate"
    form = DecisionForm(request.POST, conflict=conflict, adjudicates=adjudicates)
    if not form.is_valid():
        page = _read(request, revision)
        raise _Shown(form) if page.decides else Refusal(page.why_nothing_to_decide)
    given = {
        "decision": form.cleaned_data["decision"], "conflict": conflict, "seen": request.POST.get("_seen", ""),
    }  # fmt: skip
    if adjudicates and given["decision"] != "declined":
        editorial.adjudicate(revision=revision, by=request.user, reason=form.cleaned_data["comment"], **given)
        return _("You have decided. Thank you.")
    words = {name: form.cleaned_data[name] for name in ("comment", "conflict_note")}
    editorial.vote(revision=revision, by=request.user, **given, **words)
    return _("You declined to vote. Your answer is kept.") if given["decision"] == "declined" else _("You have voted.")


def _answer_comments(request: HttpRequest, revision: Revision) -> str:
    editorial.answer_comments(revision=revision, by=request.user, answer=request.POST.get("answer", ""))
    return _("Your answer is kept. The revision can be published now.")


def _take_back(request: HttpRequest, revision: Revision) -> str:
    editorial.take_back(revision=revision, by=request.user, note=request.POST.get("note", ""))
    return _("Taken back to the desk. Its votes are void.")


def _publish(request: HttpRequest, revision: Revision) -> str:
    if request.POST.get("_seen", "") != revision.sha256:
        raise Refusal(_("The content has changed since you read it. Read it again before you publish."))
    publication = editorial.publish(revision=revision, by=request.user)
    return _("Published as number %(number)d. Readers see it now.") % {"number": publication.number}


def _take(request: HttpRequest, revision: Revision) -> str:
    task = "adjudicate" if _decides(request, revision) == "adjudicate" else "review"
    leases.take(study=revision.study, task=task, by=request.user)
    return _("It is yours for 48 hours. Nothing happens if you do not get to it: it goes back by itself.")


def _hand_back(request: HttpRequest, revision: Revision) -> str:
    for task in ("review", "adjudicate"):
        leases.hand_back(study=revision.study, task=task, by=request.user)
    return _("Handed back. Somebody else can take it now.")


DEEDS: dict[str, Callable[[HttpRequest, Revision], str]] = {
    "answer_conflict": _answer_conflict,
    "change_answer": _change_answer,
    "decide": _decide,
    "answer_comments": _answer_comments,
    "take_back": _take_back,
    "publish": _publish,
    "take": _take,
    "hand_back": _hand_back,
}
"""Name of the deed, as the form sends it -> what it does. Each returns what is said afterwards."""


# --- Showing -----------------------------------------------------------------------------------------------


def _revision(pk: int) -> Revision:
    with_all = Revision.objects.select_related("study", "parent", "publication", "created_by")
    return get_object_or_404(with_all, pk=pk)


def _read(request: HttpRequest, revision: Revision) -> ReviewPage:
    return ReviewPage(
        revision, editorial.candidate_of(revision), person=request.user, abilities=request.abilities,
        policy=settings.REVIEW_POLICY, now=timezone.now(), since=request.GET.get("since", ""),
    )  # fmt: skip


def _decides(request: HttpRequest, revision: Revision) -> str:
    return _read(request, revision).decides


def _page(
    request: HttpRequest,
    revision: Revision,
    *,
    typed: QueryDict | None = None,
    form: ConflictForm | DecisionForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    page, typed = _read(request, revision), typed or QueryDict()
    deed = typed.get("_do", "")
    if refusal and deed == "decide" and typed.get("conflict") in CONFLICTS:
        form = DecisionForm(typed, conflict=typed["conflict"], adjudicates=page.decides == "adjudicate")
    form = form or ConflictForm()
    return show(
        request,
        "desk/review.html",
        _("Review"),
        status=CONFLICT if refusal else 200,
        page=page,
        form=form,
        answered=_(CONFLICTS[form["conflict"].value()]) if isinstance(form, DecisionForm) else "",
        typed=typed,
        typed_checks=typed.getlist("checks"),
        deed=deed,
        refused=told(refusal) if refusal else (),
        offered=deed in page.offers,
        written=next((typed[name] for name in ("comment", "answer", "note") if typed.get(name)), ""),
        to_publish=_missing(request, revision) if page.is_open else [],
    )


def _missing(request: HttpRequest, revision: Revision) -> list[str]:
    return [shown(one) for one in editorial.refusals_to_publish(revision=revision, by=request.user)]


def _emergency_page(request: HttpRequest, revision: Revision, *, refusal: Refusal | None = None) -> HttpResponse:
    return show(
        request,
        "desk/review_emergency.html",
        _("Publish in an emergency"),
        status=CONFLICT if refusal else 200,
        revision=revision,
        study=revision.study,
        missing=_missing(request, revision),
        refusals=told(refusal) if refusal else (),
        reason=request.POST.get("reason", ""),
    )


urlpatterns = [
    path("review/<int:pk>", review, name="review"),
    path("review/<int:pk>/preview", review_preview, name="review_preview"),
    path("review/<int:pk>/emergency", emergency, name="emergency"),
]
