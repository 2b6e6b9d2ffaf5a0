"""Replies that come up again and again: a start to be edited, never sent by themselves.

Plain words. No promise of a date, no advice about health, nothing that a reader could be recognised by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Canned:
    """`title` is what a triager chooses by; `text` goes into the box, where it is edited before it is sent.

    The title is in the language of the triager. The text is English: nobody knows what the reader reads best.
    """

    title: Any
    text: str


CANNED: dict[str, Canned] = {
    "thanks": Canned(
        _("Thanks, we look at it"),
        "Thank you for writing. We are looking at this and will answer here.",
    ),
    "which_passage": Canned(
        _("Ask: which passage?"),
        "Thank you for writing. Which sentence or number on the page do you mean? "
        "If you can, copy it here, so that we look at the right place.",
    ),
    "which_source": Canned(
        _("Ask: where does it stand?"),
        "Thank you for writing. Where did you read this? A DOI, a PubMed number or the title of the paper is "
        "enough. We can only change the page when we have seen the source ourselves.",
    ),
    "which_study": Canned(
        _("Ask: which study?"),
        "Thank you for telling us of this study. We could not find it from what you wrote. Do you have its DOI, "
        "its PubMed number or its full title?",
    ),
    "agreed": Canned(
        _("We agree and will change it"),
        "Thank you. We have checked this and you are right. We are preparing a change of the page. Other people "
        "check it before readers see it. This page will then tell you what has changed.",
    ),
    "paper_says_so": Canned(
        _("The page says what the paper says"),
        "Thank you for writing. We have compared the page with the paper again. The page retells what the paper "
        "says there, so we leave it as it is. That the paper says it does not mean that it is right.",
    ),
    "criteria": Canned(
        _("What the PEM badge means"),
        "Thank you for writing. The badge says only whether post-exertional malaise was required to take part in "
        "the study. It does not say whether the study looked at it, or whether the people had it. We have read "
        "that part of the paper again and leave the badge as it is.",
    ),
    "not_covered": Canned(
        _("The atlas does not cover this"),
        "Thank you for writing. The atlas tells of published studies of ME/CFS, and this lies outside of it. That "
        "is no judgement about what you wrote.",
    ),
    "no_advice": Canned(
        _("We cannot give advice about health"),
        "Thank you for writing. We cannot give advice about anybody's health. Please turn to somebody who knows "
        "you and may advise you. We will erase what you wrote as our notice says; with your code you can do it at "
        "once.",
    ),
    "wording": Canned(
        _("Thanks for how the wording feels"),
        "Thank you for telling us how this reads to you. We will look at these words again with that in mind.",
    ),
    "accessibility": Canned(
        _("Thanks: something is hard to use"),
        "Thank you for telling us. We want the site to be usable for you. If you can, tell us which page it was "
        "and what you use to read it. You need not say why you need it.",
    ),
    "known": Canned(
        _("Somebody told us before"),
        "Thank you. Somebody told us the same before you. We follow both letters together, and what becomes of it "
        "is told in our public list of corrections.",
    ),
}


def put(key: str, text: str) -> str:
    """`text` with the canned reply `key` below it; unchanged where there is no such reply, or it stands there."""
    canned = CANNED.get(key)
    if canned is None or canned.text in text.replace("\r\n", "\n"):
        return text
    return f"{text.rstrip()}\n\n{canned.text}".lstrip()
