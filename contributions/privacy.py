"""Every field of the letterbox: does it tell of a person, why is it kept, how long, and what erases it.

A test holds this table against the models: a field that is not declared here fails the suite. `kept` is a rule of
`contributions.retention`; `erased_by` names the function that sees to it. "Personal" means a reader: who works here is
named on the trail of their work, like everywhere on the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RETENTION = "contributions.actions.retention.apply"
FLOODS = "contributions.actions.floods.forget"


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of one field. `kept` is a key of `retention.RULES`; `erased_by` "" where nothing is erased."""

    why: str
    kept: str = "record"
    personal: bool = False
    erased_by: str = ""

    @property
    def sealed(self) -> bool:
        """Kept as ciphertext only? So is whatever a reader wrote."""
        return self.kept in ("message", "contact", "address of a mail")


def _written(why: str, kept: str) -> Declared:
    return Declared(why, kept=kept, personal=True, erased_by=RETENTION)


_ID = Declared("the row's number; no reader ever sees it")
_DEMO = Declared("marks rows of the demonstration, which can be emptied")

FIELDS: Mapping[str, Mapping[str, Declared]] = {
    "Contribution": {
        "id": _ID,
        "kind": Declared("what the letter is about: one of eight words"),
        "state": Declared("where the letter is on its way"),
        "code_mark": Declared("a keyed hash of the receipt's code: who has the code finds the letter, nobody else"),
        "study": Declared("the study that the letter is about"),
        "publication": Declared("the page as its reader saw it"),
        "message_sealed": _written("what the reader told us", "message"),
        "source_sealed": _written("a link or a DOI that the reader gave", "message"),
        "passage_sealed": _written("the words of the page that the reader quoted", "message"),
        "contact_sealed": _written("the address that the reader left, if any", "contact"),
        "contact_use": Declared("what the reader allowed us to do with the address", kept="contact", personal=True,
                                erased_by=RETENTION),
        "held_because": Declared("why a filter held the letter back"),
        "received_at": Declared("when it came: the queue shows its age, the ledger counts the days"),
        "state_since": Declared("when it came to its present state"),
        "assignee": Declared("the triager who is checking it"),
        "lease_until": Declared("until when"),
        "decided_by": Declared("the triager who decided"),
        "decided_at": Declared("when"),
        "decline_reason": Declared("why nothing was changed: one of six words"),
        "duplicate_of": Declared("the letter that it repeats"),
        "linked_at": Declared("since when a draft carries the change"),
        "resolved_by": Declared("the publication that carries the change"),
        "answered_at": Declared("when its writer could first read an answer"),
        "closed_at": Declared("from when on the times of erasure count"),
        "contact_purged_at": Declared("when the address was erased"),
        "message_purged_at": Declared("when the message was erased"),
        "kept_until": Declared("until when the message is kept for a cause; the cause is a sealed note"),
        "demo": _DEMO,
    },
    "ContributionEntry": {
        "id": _ID,
        "contribution": Declared("the letter it belongs to"),
        "voice": Declared("note, shared copy, reply or answer"),
        "text_sealed": _written("what was written about the letter, or by its writer in answer", "message"),
        "author": Declared("the triager who wrote it; empty for the letter's writer"),
        "written_at": Declared("when"),
    },
    "OutgoingMail": {
        "id": _ID,
        "template": Declared("which of two texts is sent; neither tells of a letter"),
        "to_sealed": _written("the one address it goes to", "address of a mail"),
        "contribution": Declared("the letter that the mail is about, so that taking it back stops the mail"),
        "counts": Declared("how many letters wait; numbers only"),
        "dedupe": Declared("names the occasion by the letter's number, so that one occasion makes one mail"),
        "message_id": Declared("a random name, so that mail programs know a second copy"),
        "state": Declared("how far the mail has come"),
        "attempts": Declared("how often it was tried"),
        "last_error": Declared("the kind of the last error, without its words"),
        "queued_at": Declared("when it was put in"),
        "not_before": Declared("when it is tried next"),
        "claimed_at": Declared("when a sender took it"),
        "sent_at": Declared("when it was sent"),
    },
    "LedgerEntry": {
        "id": _ID,
        "kind": Declared("what the letter was about; public"),
        "outcome": Declared("what became of it; public"),
        "answered_on": Declared("the day; public"),
        "days_to_answer": Declared("whole days; public"),
        "publication": Declared("the page that was changed; public"),
        "demo": _DEMO,
    },
    "DailySalt": {
        "day": Declared("the day of the salt", kept="visitor", erased_by=FLOODS),
        "salt": Declared("makes marks of this day; without it nobody can", kept="visitor", personal=True,
                         erased_by=FLOODS),
    },
    "FloodMark": {
        "id": _ID,
        "mark": Declared("a keyed hash of an address or of a text, beside no letter", kept="visitor", personal=True,
                         erased_by=FLOODS),
        "hour": Declared("the hour in which it was counted", kept="visitor", erased_by=FLOODS),
        "count": Declared("how often", kept="visitor", erased_by=FLOODS),
    },
}  # fmt: skip
"""Model -> field -> what is said of it."""
