"""The words at the top of an evidence page, each with what it means; and the warning that comes before a title.

A badge is words first: its class only sets a tone, and what is doubtful looks so. Nothing here is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evidence.presenters.notice_alert import NoticeAlertLine
from evidence.presenters.study_page import StudyPage

Words = str | Promise

GRAVE = ("retraction", "withdrawal", "expression_of_concern")
"""Kinds of notices that are said before the title, wherever the title stands."""

DESIGN_MEANINGS: Mapping[str, Words] = {
    "randomised_trial": _("Chance decided who got which treatment."),
    "non_randomised_trial": _(
        "People got a treatment, but chance did not decide who. What else differed between them may explain the result."
    ),
    "cohort": _("A group of people was followed over time."),
    "case_control": _("People with the illness were compared with people without it."),
    "cross_sectional": _("People were looked at once. That cannot tell what came first."),
    "case_report": _("One person or a few are described. That cannot tell what holds for others."),
    "qualitative": _("People told of their experience, and what they said was studied, not counted."),
    "diagnostic_accuracy": _("A test was compared with another way to tell who has the illness."),
    "systematic_review": _("Studies of one question were searched for by a stated method."),
    "meta_analysis": _("Figures of several studies were worked out together."),
    "narrative_review": _("Authors tell what is known, from studies that they chose."),
    "guideline": _("A group of people gives advice for care. It is no study of its own."),
    "protocol": _("A plan of a study. Nothing has been found yet."),
    "animal": _("Done with animals, not with people."),
    "in_vitro": _("Done in a laboratory, not with people."),
    "commentary": _("A remark or an opinion, not a study."),
    "dataset": _("A collection of data, or a study of genes."),
    "other": _("None of the kinds that we name."),
}
PEER_REVIEW_MEANINGS: Mapping[str, Words] = {
    "peer_reviewed": _("Other researchers read the paper before the journal published it."),
    "preprint": _("No journal has had this paper read by other researchers yet."),
    "unknown": _("We do not know whether other researchers read the paper before it was published."),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """Words, what they mean, and a class for their tone: a verdict, "doubtful", or "" for a plain fact."""

    words: str
    meaning: str
    tone: str = ""


def badges(page: StudyPage) -> tuple[Badge, ...]:
    """The badges of a page, in the order of reading."""
    content = page.content
    found = [
        Badge(page.verdict_words, f"{page.verdict_sentence} {page.badge_explanation}", page.verdict),
        Badge(page.design, str(DESIGN_MEANINGS[content["design"]])),
        Badge(page.peer_review, str(PEER_REVIEW_MEANINGS[content["peer_review"]])),
        _checked(page),
    ]
    if is_proposal(page):
        meaning = gettext("A machine read the text and proposed the verdict. No person has read it for that yet.")
        found.insert(1, Badge(gettext("Verdict proposed by a machine"), meaning, "doubtful"))
    if content["drafted"]["by"] == "generator":
        meaning = gettext("A machine proposed sentences of the texts. A person has edited them.")
        found.append(Badge(gettext("Drafted with a machine"), meaning))
    return tuple(found)


def is_proposal(page: StudyPage) -> bool:
    """Whether no person has decided about the verdict."""
    return page.pem["method"] == "machine"


def warning(page: StudyPage, alert: NoticeAlertLine | None = None) -> str:
    """ "Retracted" where the paper has such a notice, also one that the page does not tell of yet; else ""."""
    if alert is not None and alert.kind in GRAVE:
        return alert.word
    return next((notice.word for notice in page.notices if notice.kind in GRAVE), "")


def _checked(page: StudyPage) -> Badge:
    votes = page.publication.provenance["approvals"]
    if any(vote["sha256"] == page.publication.sha256 for vote in votes):
        meaning = gettext("Counted from votes on exactly this content, by people who had no part in writing it.")
        return Badge(gettext("Texts %(checked)s") % {"checked": page.checked}, meaning)
    meaning = gettext("Nobody but the people who made this page has looked at its texts. Take them with care.")
    return Badge(gettext("Texts %(checked)s") % {"checked": page.checked}, meaning, "doubtful")
