"""The one interface of all providers, and what is the same in each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from uuid import uuid4

from evidence.generator.support import Judged
from evidence.generator.values import DraftProposal, DraftRequest, Provenance

TITLE_ONLY = "Only the title of this study is here. Without its abstract or full text nothing is proposed."
NOT_SENT = "The paper's text was not sent anywhere."
PICKED = "These are the paper's own sentences. Say each in plain words of the atlas before it is published."


class Provider(Protocol):
    """Anything that proposes sentences of a draft."""

    def propose(self, request: DraftRequest) -> DraftProposal:
        """A proposal, each sentence with the places it rests on. GeneratorError where none could be made."""
        ...


def new_request_id() -> str:
    """A name for one question, to find it again in a log or a bill."""
    return uuid4().hex


NewId = Callable[[], str]


def assembled(
    request: DraftRequest, judged: Judged, *, provenance: Provenance, publishable: bool, notes: tuple[str, ...] = ()
) -> DraftProposal:
    """The proposal of what was judged, with the wanted fields that stayed empty named."""
    return DraftProposal(
        fields=judged.kept,
        dropped=tuple(judged.dropped),
        missing=tuple(name for name in request.fields if name not in judged.kept),
        notes=notes,
        provenance=provenance,
        publishable=publishable,
    )
