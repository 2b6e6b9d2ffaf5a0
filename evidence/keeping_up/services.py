"""The services, opened as the settings say, and the promise that nobody asks them inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from evidence.clients.crossref import Crossref
from evidence.clients.europe_pmc import EuropePMC
from evidence.clients.pubmed import PubMed
from evidence.tongue import gettext_noop
from evidence.workflow import Refusal


@dataclass(frozen=True, slots=True)
class Services:
    pubmed: PubMed
    crossref: Crossref
    europe_pmc: EuropePMC


NO_CONTACT = gettext_noop(
    "The registries are not asked: set ATLAS_REGISTRY_CONTACT to an e-mail address, so that they can write to "
    "whoever runs this site."
)


def may_ask() -> bool:
    """Only who gives a contact asks other people's servers."""
    return bool(settings.REGISTRY_CONTACT)


@contextmanager
def services() -> Iterator[Services]:
    """Refusal without a contact."""
    if not may_ask():
        raise Refusal(NO_CONTACT)
    contact = settings.REGISTRY_CONTACT
    opened = Services(
        PubMed.open(contact=contact, key=settings.NCBI_API_KEY, base=settings.REGISTRY_URLS["pubmed"]),
        Crossref.open(contact=contact, base=settings.REGISTRY_URLS["crossref"]),
        EuropePMC.open(contact=contact, base=settings.REGISTRY_URLS["europe_pmc"]),
    )
    try:
        yield opened
    finally:
        for client in (opened.pubmed, opened.crossref, opened.europe_pmc):
            client.transport.close()


def outside_transactions() -> None:
    """A slow server must not hold our locks: RuntimeError where a transaction is open."""
    if connection.in_atomic_block:
        raise RuntimeError("A registry would be asked inside a transaction.")
