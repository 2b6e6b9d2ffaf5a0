"""Letters of the demonstration: invented by us, sent and answered through the actions, as readers and triagers do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contributions.actions import sending, triaging
from contributions.letter import Letter
from contributions.models import Contribution
from evidence.models import Publication

ABOUT_THE_CHANGE = "Something on this page does not fit what I read in the paper. Could somebody look at it again?"


def before_the_change(publication: Publication, triager: Any) -> None:
    """A reader's letter that leads to the next publication of a page."""
    letter = _send(
        Letter(ABOUT_THE_CHANGE, "text_error", page_slug=publication.slug, page_number=publication.number)
    )  # fmt: skip
    triaging.take(contribution=letter, by=triager)
    triaging.accept(contribution=letter, by=triager, text="Thank you. You are right, and we are changing the page.")
    triaging.link(contribution=letter, by=triager)


def letters_that_wait(publications: list[Publication], triager: Any) -> int:
    """A handful of letters in different states; returns how many."""
    first, second, third = publications[:3]
    _send(
        Letter(
            "The summary is too long for me to read at once. Could the first sentence say what was found?",
            "wording", page_slug=first.slug, page_number=first.number,
        )
    )  # fmt: skip
    _send(Letter("On my phone the list of criteria is hard to tap. The lines are close together.", "accessibility"))
    _send(Letter("I looked for a study about sleep and did not find one. Do you plan to add some?", "missing_study"))
    asked = _send(
        Letter(
            "I think this study also used other criteria than the ones you name.",
            "pem_verdict", page_slug=second.slug, page_number=second.number,
        )
    )  # fmt: skip
    triaging.take(contribution=asked, by=triager)
    triaging.ask(contribution=asked, by=triager, text="Thank you. Where in the paper did you read that?")
    declined = _send(
        Letter(
            "You should say that this treatment works.",
            "text_error", page_slug=third.slug, page_number=third.number,
        )
    )  # fmt: skip
    triaging.take(contribution=declined, by=triager)
    triaging.decline(
        contribution=declined, by=triager, reason="as_the_paper_says",
        text="Thank you for writing. The page says what the paper says, and the paper does not show that.",
    )  # fmt: skip
    return Contribution.objects.filter(demo=True).count()


def _send(letter: Letter) -> Contribution:
    now = timezone.now()
    receipt = sending.send(
        letter=letter, nonce=f"demonstration: {letter.message}", rendered_at=now - timedelta(minutes=2), honeypot="",
        visitor=None, demo=True, now=now,
    )  # fmt: skip
    return Contribution.objects.get(pk=receipt.contribution_id)
