"""OAI-PMH 2.0, the asking side: the arguments of a request -> what is wanted, or why it is refused. Pure.

https://www.openarchives.org/OAI/openarchivesprotocol.html (sections 2.7, 3 and 4). Verb by verb:

| verb | must have | may have | or alone |
|---|---|---|---|
| Identify | | | |
| ListMetadataFormats | | identifier | |
| ListSets | | | resumptionToken |
| GetRecord | identifier, metadataPrefix | | |
| ListIdentifiers, ListRecords | metadataPrefix | from, until, set | resumptionToken |

No argument may be repeated, and none that is not in the table may be given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from evidence.harvest.tokens import Token, read_token

METADATA_PREFIX = "oai_dc"
"""The one format in which records are told."""

_LIST = (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), True)
VERBS: Mapping[str, tuple[frozenset[str], frozenset[str], bool]] = {
    "Identify": (frozenset(), frozenset(), False),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"}), False),
    "ListSets": (frozenset(), frozenset(), True),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset(), False),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}
"""Verb -> (arguments it must have, arguments it may have, whether a resumption token may stand for all of them)."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_SPELLED = {
    "metadataPrefix": re.compile(r"[A-Za-z0-9\-_.!~*'()]+"),
    "set": re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*"),
    "identifier": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+"),
}
"""How an argument may be spelled: the patterns of the protocol's schema. An identifier is a URI with a scheme
(RFC 3986), here without brackets and fragments, which no name of a record has."""


class ProtocolError(Exception):
    """Why a request is refused. `code` is one of the protocol's, `sentence` is for whoever reads the answer.

    `arguments` are those that the answer repeats; there are none where they could not be understood.
    """

    def __init__(self, code: str, sentence: str, arguments: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.arguments = dict(arguments or {})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a harvester wants. `since` is inclusive, `before` exclusive; `arguments` are repeated in the answer."""

    verb: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    identifier: str = ""
    set_spec: str = ""
    since: datetime | None = None
    before: datetime | None = None
    token: Token | None = None


def read_request(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Arguments in the order in which they came -> what is asked. Raises `ProtocolError`."""
    given: dict[str, str] = {}
    repeated: set[str] = set()
    for name, value in pairs:
        if name in given:
            repeated.add(name)
        given[name] = value
    verb = _verb(given, repeated)
    if repeated:
        raise ProtocolError("badArgument", f"An argument may be given once: {_named(repeated)}.")
    return _asked(verb, {name: value for name, value in given.items() if name != "verb"})


def _verb(given: Mapping[str, str], repeated: set[str]) -> str:
    known = ", ".join(VERBS)
    if "verb" not in given:
        raise ProtocolError("badVerb", f"A request names a verb, one of: {known}.")
    if "verb" in repeated:
        raise ProtocolError("badVerb", "A request names one verb only.")
    if given["verb"] not in VERBS:
        raise ProtocolError("badVerb", f"There is no such verb. The verbs are: {known}.")
    return given["verb"]


def _asked(verb: str, arguments: dict[str, str]) -> Asked:
    required, optional, resumes = VERBS[verb]
    taken = required | optional | (frozenset({"resumptionToken"}) if resumes else frozenset())
    if unknown := set(arguments) - taken:
        raise ProtocolError("badArgument", f"{verb} does not take: {_named(unknown)}.")
    if "resumptionToken" in arguments:
        return _resumed(verb, arguments)
    if missing := required - set(arguments):
        raise ProtocolError("badArgument", f"{verb} needs: {_named(missing)}.")
    for name, pattern in _SPELLED.items():
        if name in arguments and not pattern.fullmatch(arguments[name]):
            raise ProtocolError("badArgument", f"The argument {name} holds something that it cannot hold.")
    since, before = _period(arguments.get("from"), arguments.get("until"))
    echoed = {"verb": verb, **arguments}
    if arguments.get("metadataPrefix", METADATA_PREFIX) != METADATA_PREFIX:
        raise ProtocolError("cannotDisseminateFormat", f"Records are told in one format: {METADATA_PREFIX}.", echoed)
    return Asked(verb, echoed, arguments.get("identifier", ""), arguments.get("set", ""), since=since, before=before)


def _resumed(verb: str, arguments: Mapping[str, str]) -> Asked:
    if len(arguments) > 1:
        raise ProtocolError("badArgument", "A resumptionToken stands for all other arguments: give it alone.")
    echoed = {"verb": verb, **arguments}
    token = read_token(arguments["resumptionToken"])
    if token is None or token.verb != verb:
        raise ProtocolError("badResumptionToken", "This is no resumptionToken of this list. Begin it again.", echoed)
    try:
        since, before = _period(token.since or None, token.until or None)
    except ProtocolError as error:
        raise ProtocolError("badResumptionToken", error.sentence, echoed) from None
    return Asked(verb, echoed, set_spec=token.set_spec, since=since, before=before, token=token)


def _period(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """`from` and `until`, both inclusive, as a half-open span of time."""
    begins, ends = _moment("from", since), _moment("until", until)
    if since is not None and until is not None and len(since) != len(until):
        raise ProtocolError("badArgument", "from and until are given to the day or to the second, both alike.")
    if begins and ends and begins > ends:
        raise ProtocolError("badArgument", "from is later than until.")
    if ends is None or until is None:
        return begins, None
    try:
        return begins, ends + (timedelta(days=1) if _DAY.fullmatch(until) else timedelta(seconds=1))
    except OverflowError:  # the last day that there is
        return begins, None


def _moment(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        if not (text.isascii() and (_DAY.fullmatch(text) or _SECOND.fullmatch(text))):
            raise ValueError
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        raise ProtocolError(
            "badArgument", f"{name} is no date of the form 2026-11-27 or 2026-11-27T08:30:00Z."
        ) from None


def _named(names: Iterable[str]) -> str:
    """Argument names for a sentence; what somebody made up is cut short."""
    return ", ".join(sorted(name[:40] or "one without a name" for name in names))
