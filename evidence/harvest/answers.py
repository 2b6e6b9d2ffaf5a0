"""OAI-PMH 2.0, the answering side: what was found -> the XML of an answer. Pure.

The order of elements is that of https://www.openarchives.org/OAI/2.0/OAI-PMH.xsd, which is a sequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from evidence.harvest.protocol import METADATA_PREFIX, ProtocolError
from evidence.harvest.tokens import Token
from evidence.harvest.xml import DECLARATION, element, wrap

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = f"{OAI}oai_dc/"
OAI_IDENTIFIER = f"{OAI}oai-identifier"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"


@dataclass(frozen=True, slots=True)
class Repository:
    """Who answers. `address` is the base URL, `identifier` the domain name in the records' names ("" where the site
    has none that the scheme allows), `sample` the name of a record."""

    name: str
    address: str
    email: str
    earliest: datetime
    identifier: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One page. `told` are pairs (element of Dublin Core, text), in order; a deleted record tells nothing."""

    identifier: str
    changed: datetime
    sets: tuple[str, ...] = ()
    deleted: bool = False
    told: tuple[tuple[str, str], ...] = ()


def stamp(moment: datetime) -> str:
    """A time as the protocol spells it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def answer(body: Iterable[str], *, address: str, arguments: Mapping[str, str], now: datetime) -> str:
    """The whole document. `body` is XML that is written already."""
    return DECLARATION + wrap(
        "OAI-PMH",
        [element("responseDate", stamp(now)), element("request", address, arguments), *body],
        {"xmlns": OAI, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"},
    )


def refusal(error: ProtocolError) -> list[str]:
    return [element("error", error.sentence, {"code": error.code})]


def identify(repository: Repository) -> list[str]:
    described = []
    if repository.identifier and repository.sample:
        scheme = wrap(
            "oai-identifier",
            [
                element("scheme", "oai"),
                element("repositoryIdentifier", repository.identifier),
                element("delimiter", ":"),
                element("sampleIdentifier", repository.sample),
            ],
            {"xmlns": OAI_IDENTIFIER, "xsi:schemaLocation": f"{OAI_IDENTIFIER} {OAI}oai-identifier.xsd"},
        )
        described = [wrap("description", [scheme])]
    told = [
        element("repositoryName", repository.name),
        element("baseURL", repository.address),
        element("protocolVersion", "2.0"),
        element("adminEmail", repository.email),
        element("earliestDatestamp", stamp(repository.earliest)),
        element("deletedRecord", "persistent"),
        element("granularity", GRANULARITY),
        element("compression", "gzip"),
    ]
    return [wrap("Identify", [*told, *described])]


def formats() -> list[str]:
    told = [
        element("metadataPrefix", METADATA_PREFIX),
        element("schema", f"{OAI}oai_dc.xsd"),
        element("metadataNamespace", OAI_DC),
    ]
    return [wrap("ListMetadataFormats", [wrap("metadataFormat", told)])]


def sets(named: Iterable[tuple[str, str]]) -> list[str]:
    """`named` are pairs (setSpec, name)."""
    return [
        wrap("ListSets", [wrap("set", [element("setSpec", spec), element("setName", name)]) for spec, name in named])
    ]


def one_record(record: Record) -> list[str]:
    return [wrap("GetRecord", [_record(record)])]


def page(verb: str, records: Sequence[Record], *, given: int, total: int, token: Token | None) -> list[str]:
    """One part of a list. `given` counts the records before it; `token` leads on, and is None in the last part."""
    parts = [_header(record) if verb == "ListIdentifiers" else _record(record) for record in records]
    if token or given:
        # The last part of a list that came in parts ends with an empty token (section 3.5).
        counts = {"completeListSize": str(total), "cursor": str(given)}
        parts.append(element("resumptionToken", str(token) if token else "", counts))
    return [wrap(verb, parts)]


def _header(record: Record) -> str:
    return wrap(
        "header",
        [
            element("identifier", record.identifier),
            element("datestamp", stamp(record.changed)),
            *(element("setSpec", spec) for spec in record.sets),
        ],
        {"status": "deleted"} if record.deleted else None,
    )


def _record(record: Record) -> str:
    if record.deleted:
        return wrap("record", [_header(record)])
    described = wrap(
        "oai_dc:dc",
        [element(f"dc:{name}", text) for name, text in record.told if text],
        {"xmlns:oai_dc": OAI_DC, "xmlns:dc": DC, "xsi:schemaLocation": f"{OAI_DC} {OAI}oai_dc.xsd"},
    )
    return wrap("record", [_header(record), wrap("metadata", [described])])
