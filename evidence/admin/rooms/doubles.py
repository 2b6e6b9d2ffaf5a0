"""The room of doubles: studies that may be one work, and entries of imports that may be one of several studies.

doubles/                what waits, what was decided lately; search the desk, or name two studies yourself
doubles/<proposal>      two studies side by side, what they would become field by field; merge, or say they are two
doubles/entry/<doubt>   an entry beside the studies it may be: it is this one, or it is new
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evidence.actions import merging
from evidence.actions.imports.deciding import decide_doubt
from evidence.actions.merging.finding import find_doubles
from evidence.actions.merging.result import FIELDS
from evidence.actions.roles import require
from evidence.admin.forms.workbench import find_study
from evidence.admin.rooms.base import room, show, tell
from evidence.desk import doubles as desk
from evidence.models import DoubtfulEntry, MergeProposal, Study
from evidence.workflow import Refusal

FORBIDDEN, CONFLICT = 403, 409
PAGE_SIZE = 50


def _refused(request: HttpRequest, refused: Exception, ability: str) -> int:
    tell(request, refused if isinstance(refused, Refusal) else Refusal(*getattr(refused, "messages", [str(refused)])))
    return CONFLICT if ability in request.abilities else FORBIDDEN


# --- The lists -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@room("see_desk")
def doubles(request: HttpRequest) -> HttpResponse:
    deed = {"find": _find, "propose": _propose}.get(request.POST.get("_do", ""))
    if request.method != "POST" or deed is None:
        return _doubles_page(request)
    try:
        require(request.user, "edit_desk")
        return deed(request)
    except (Refusal, ValidationError) as refused:
        return _doubles_page(request, _refused(request, refused, "edit_desk"))


def _doubles_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    page = Paginator(desk.open_proposals(), PAGE_SIZE).get_page(request.GET.get("page"))
    doubts = desk.open_doubts()
    return show(
        request, "desk/doubles.html", _("Doubles and doubts"), status,
        page=page, doubts=list(doubts[:PAGE_SIZE]), number_of_doubts=doubts.count(),
        decided=list(desk.decided_proposals()[: desk.RECENT]), may_edit="edit_desk" in request.abilities,
        typed={name: request.POST.get(name, "") for name in ("one", "other", "reason")},
    )  # fmt: skip


def _find(request: HttpRequest) -> HttpResponse:
    count = find_doubles(by=request.user)
    messages.success(request, _("The desk was searched. New pairs found: %(number)d.") % {"number": count})
    return redirect("desk:doubles")


def _propose(request: HttpRequest) -> HttpResponse:
    found = []
    for name in ("one", "other"):
        told = request.POST.get(name, "").replace("\x00", "").strip()
        study = find_study(told) if told else None
        if study is None:
            raise Refusal(
                _("There is no study “%(name)s”.") % {"name": told[:100]} if told else _("Name both studies.")
            )
        found.append(study)
    reason = request.POST.get("reason", "").replace("\x00", "")
    proposal = merging.propose_merge(one=found[0], other=found[1], reason=reason, by=request.user)
    return redirect("desk:double", proposal.pk)


# --- Two studies ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@room("see_desk")
def double(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_object_or_404(MergeProposal.objects.select_related("opened_by", "decided_by", "undone_by"), pk=pk)
    deed = _DEEDS.get(request.POST.get("_do", ""))
    if request.method != "POST" or deed is None:
        return _double_page(request, proposal)
    try:
        told = deed(request, proposal)
    except (Refusal, ValidationError, IntegrityError) as refused:
        status = _refused(request, _in_words(refused), "edit_desk")
        return _double_page(request, MergeProposal.objects.get(pk=pk), status)
    messages.success(request, told)
    return redirect("desk:double" if deed is not _dismiss else "desk:doubles", *([pk] if deed is not _dismiss else []))


def _in_words(refused: Exception) -> Exception:
    """What the database refuses is said in its own words, which are sentences of ours."""
    return Refusal(str(refused).splitlines()[0]) if isinstance(refused, IntegrityError) else refused


def _double_page(request: HttpRequest, proposal: MergeProposal, status: int = 200) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    pair = None
    if proposal.state == "open":
        survivor = sent.get("survivor", "")
        pair = desk.pair_of(proposal, survivor=survivor)
        if pair is not None:
            pair = desk.pair_of(proposal, survivor=pair.survivor, taken=_taken(request, pair.survivor))
    return show(
        request, "desk/doubles_pair.html", _("Are these one work?"), status, proposal=proposal, pair=pair,
        may_edit="edit_desk" in request.abilities, reason=request.POST.get("reason", ""),
    )  # fmt: skip


def _taken(request: HttpRequest, survivor: str) -> set[str]:
    """The fields for which the value of the one that goes was chosen."""
    sent = request.POST if request.method == "POST" else request.GET
    return {name for name in FIELDS if sent.get(f"from-{name}", survivor) not in ("", survivor)}


def _merge(request: HttpRequest, proposal: MergeProposal) -> str:
    survivor = request.POST.get("survivor", "")
    if survivor not in ("one", "other"):
        raise Refusal(_("Say which of the two studies stays."))
    try:
        one, other = map(int, request.POST.get("_seen", "").split(","))
    except ValueError:
        raise Refusal(_("Look at the result once more.")) from None
    stays = merging.merge_studies(
        proposal=proposal, survivor=proposal.one if survivor == "one" else proposal.other, by=request.user,
        taken=_taken(request, survivor), tokens=(one, other), reason=request.POST.get("reason", "").replace("\x00", ""),
    )  # fmt: skip
    return _("Merged. What stays is “%(title)s”. You can undo this as long as nobody works on it.") % {
        "title": stays.title
    }


def _dismiss(request: HttpRequest, proposal: MergeProposal) -> str:
    reason = request.POST.get("reason", "").replace("\x00", "")
    merging.dismiss_proposal(proposal=proposal, by=request.user, reason=reason)
    return _("These are two works. They will not be proposed again.")


def _link(request: HttpRequest, proposal: MergeProposal) -> str:
    merging.link_as_preprint(proposal=proposal, by=request.user)
    return _("The preprint is linked to its journal version.")


def _undo(request: HttpRequest, proposal: MergeProposal) -> str:
    back = merging.undo_merge(proposal=proposal, by=request.user)
    return _("Undone. “%(title)s” is a study of its own again.") % {"title": back.title}


_DEEDS: dict[str, Callable[[HttpRequest, MergeProposal], str]] = {
    "merge": _merge,
    "dismiss": _dismiss,
    "link": _link,
    "undo": _undo,
}


# --- An entry in doubt ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@room("see_desk")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    doubt = get_object_or_404(DoubtfulEntry.objects.select_related("batch", "study", "decided_by"), pk=pk)
    chosen = request.POST.get("_do", "")
    if request.method != "POST" or not chosen:
        return _entry_page(request, doubt)
    try:
        require(request.user, "import_citations")
        decided = _decide(request, doubt, chosen)
    except (Refusal, ValidationError) as refused:
        status = _refused(request, refused, "import_citations")
        return _entry_page(request, DoubtfulEntry.objects.select_related("batch").get(pk=pk), status)
    messages.success(request, _("Decided. It is an import of its own, which you can undo."))
    return redirect("desk:import_batch", decided.decided_in_id)


def _decide(request: HttpRequest, doubt: DoubtfulEntry, chosen: str) -> DoubtfulEntry:
    told = {name: request.POST.get(name, "").replace("\x00", "") for name in ("because", "doi", "pmid")}
    if chosen == "new":
        return decide_doubt(doubt=doubt, by=request.user, study=None, differs="differs" in request.POST, **told)
    number = chosen.removeprefix("study-")
    known = Study.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if known is None:
        raise Refusal(_("This study is not on the desk any more."))
    return decide_doubt(doubt=doubt, by=request.user, study=known, because=told["because"])


def _entry_page(request: HttpRequest, doubt: DoubtfulEntry, status: int = 200) -> HttpResponse:
    return show(
        request, "desk/doubles_entry.html", _("Which study is this?"), status, page=desk.doubt_of(doubt), doubt=doubt,
        may_decide="import_citations" in request.abilities and doubt.state == "open",
        typed={name: request.POST.get(name, "") for name in ("because", "doi", "pmid", "differs")},
    )  # fmt: skip


urlpatterns = [
    path("doubles/", doubles, name="doubles"),
    path("doubles/<int:pk>", double, name="double"),
    path("doubles/entry/<int:pk>", entry, name="doubt"),
]
