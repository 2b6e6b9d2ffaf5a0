"""Letters of readers, in every state, made the way readers and triagers make them."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from contributions.actions import sending, triaging
from contributions.letter import Letter
from contributions.models import Contribution
from evidence.models import Publication
from tests.factories.people import person
from tests.factories.studies import publish, reviewed

MESSAGE = "The number of people in the summary is not the one in the paper."

_numbers = itertools.count(1)


def triager(name: str = "triager", *, roles: tuple[str, ...] = ("Triager",), **more: Any) -> Any:
    """An account that may read letters, made once a test."""
    return person(name, roles=roles, **more)


def receipt(
    message: str = MESSAGE, *, page: Publication | None = None, now: datetime | None = None, demo: bool = False,
    honeypot: str = "", visitor: str | None = None, nonce: str = "", **fields: Any,
) -> sending.Receipt:  # fmt: skip
    """Send one letter as a reader would, a minute after the form was opened; `fields` are those of `Letter`."""
    now = now or timezone.now()
    if page is not None:
        fields = {"page_slug": page.slug, "page_number": page.number, "kind": "text_error", **fields}
    return sending.send(
        letter=Letter(message=message, **fields), nonce=nonce or f"nonce {next(_numbers)}",
        rendered_at=now - timedelta(minutes=1), honeypot=honeypot, visitor=visitor, demo=demo, now=now,
    )  # fmt: skip


def letter(message: str = MESSAGE, *, state: str = "received", by: Any = None, **sent: Any) -> Contribution:
    """A letter in `state` (a key of `triage.STATES`), moved there by the triager `by`; `sent` goes to `receipt`.

    The code of its receipt stands on the row as `code`, which real rows never have.
    """
    if state == "quarantine":
        sent["honeypot"] = "filled in"
    if state in ("linked", "resolved") and "page" not in sent:
        sent["page"] = publish(key=f"letter{next(_numbers)}")
    given = receipt(message if state != "quarantine" else f"{message} {next(_numbers)}", **sent)
    found = Contribution.objects.get(pk=given.contribution_id)
    found = _moved(found, state, by=by or triager(), code=given.code, page=sent.get("page"))
    found.code = given.code  # type: ignore[attr-defined]
    return found


def _moved(found: Contribution, state: str, *, by: Any, code: str, page: Publication | None) -> Contribution:
    if state in ("received", "quarantine"):
        return found
    if state == "withdrawn":
        assert sending.withdraw(code=code, visitor=None)
        return Contribution.objects.get(pk=found.pk)
    found = triaging.take(contribution=found, by=by)
    if state == "needs_information":
        return triaging.ask(contribution=found, by=by, text="Which table do you mean?")
    if state == "declined":
        return triaging.decline(contribution=found, by=by, reason="as_the_paper_says", text="The paper says so too.")
    if state == "duplicate":
        other = Contribution.objects.get(pk=receipt("The same was noticed by somebody before.").contribution_id)
        return triaging.merge(contribution=found, into=other, by=by)
    if state in ("accepted", "linked", "resolved"):
        found = triaging.accept(contribution=found, by=by, text="Thank you. You are right.")
    if state in ("linked", "resolved"):
        found = triaging.link(contribution=found, by=by)
    if state == "resolved":
        assert page is not None
        change_page(page)
        found = Contribution.objects.get(pk=found.pk)
    assert found.state == state, f"{state} was wanted, {found.state} is"
    return found


def change_page(page: Publication, *, words: str = "") -> Publication:
    """The next publication of a page, with other words: what an editor does about a letter."""
    from evidence.actions import texts

    study = page.study
    texts.write_text(study=study, by=person("editor"), texts={"summary": words or f"Other words {next(_numbers)}."})
    return publish(study, reason="A reader found a mistake in the summary.")


__all__ = ["MESSAGE", "change_page", "letter", "receipt", "reviewed", "triager"]
