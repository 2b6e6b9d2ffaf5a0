"""OAI-PMH: what a request may say, and where a list goes on."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evidence.harvest.protocol import ProtocolError, read_request
from evidence.harvest.tokens import Token, microseconds, read_token

LIST = [("verb", "ListRecords"), ("metadataPrefix", "oai_dc")]
MOMENT = datetime(2026, 3, 2, 12, 0, 0, 123_456, tzinfo=UTC)
TOKEN = Token("ListRecords", "pem:required", "2026-01-01", "", microseconds(MOMENT), 42, 100, 250)


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([], "badVerb"),
        ([("verb", "")], "badVerb"),
        ([("verb", "listrecords")], "badVerb"),
        ([("verb", "Identify"), ("verb", "Identify")], "badVerb"),
        ([("verb", "Identify"), ("set", "pem")], "badArgument"),
        ([("verb", "ListSets"), ("from", "2026-01-01")], "badArgument"),
        ([("verb", "ListRecords")], "badArgument"),
        ([*LIST, ("metadataPrefix", "oai_dc")], "badArgument"),
        ([*LIST, ("colour", "blue")], "badArgument"),
        ([*LIST, ("from", "")], "badArgument"),
        ([*LIST, ("from", "2026-13-01")], "badArgument"),
        ([*LIST, ("from", "2026-1-1")], "badArgument"),
        ([*LIST, ("from", "٢٠٢٦-01-01")], "badArgument"),
        ([*LIST, ("from", "2026-01-01T00:00:00")], "badArgument"),
        ([*LIST, ("from", "2026-01-01T00:00Z")], "badArgument"),
        ([*LIST, ("from", "2026-01-01T00:00:00+01:00")], "badArgument"),
        ([*LIST, ("until", "0000-01-01")], "badArgument"),
        ([*LIST, ("from", "2026-01-01"), ("until", "2026-01-02T00:00:00Z")], "badArgument"),
        ([*LIST, ("from", "2026-01-02"), ("until", "2026-01-01")], "badArgument"),
        ([*LIST, ("set", "pem required")], "badArgument"),
        ([*LIST, ("set", "pem:")], "badArgument"),
        ([*LIST, ("resumptionToken", str(TOKEN))], "badArgument"),
        ([("verb", "GetRecord"), ("metadataPrefix", "oai_dc")], "badArgument"),
        ([("verb", "GetRecord"), ("identifier", "a b"), ("metadataPrefix", "oai_dc")], "badArgument"),
        ([("verb", "GetRecord"), ("identifier", "no-scheme"), ("metadataPrefix", "oai_dc")], "badArgument"),
        ([("verb", "GetRecord"), ("identifier", "oai:x:y"), ("metadataPrefix", "marc21")], "cannotDisseminateFormat"),
        ([("verb", "ListRecords"), ("metadataPrefix", "marc21")], "cannotDisseminateFormat"),
        ([("verb", "ListRecords"), ("resumptionToken", "x")], "badResumptionToken"),
        ([("verb", "ListIdentifiers"), ("resumptionToken", str(TOKEN))], "badResumptionToken"),
        ([("verb", "ListSets"), ("resumptionToken", "x")], "badResumptionToken"),
    ],
)
def test_a_request_that_is_wrong_gets_the_code_of_the_protocol(pairs: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        read_request(pairs)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")
    if code in ("badVerb", "badArgument"):
        assert not refused.value.arguments, "what was not understood is not repeated"


def test_from_and_until_are_inclusive_to_the_day_and_to_the_second() -> None:
    days = read_request([*LIST, ("from", "2026-03-02"), ("until", "2026-03-02")])
    assert (days.since, days.before) == (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))
    seconds = read_request([*LIST, ("until", "2026-03-02T12:00:00Z")])
    assert seconds.before == datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)
    assert read_request([*LIST, ("until", "9999-12-31")]).before is None


def test_a_token_says_all_that_the_first_request_said() -> None:
    asked = read_request([("verb", "ListRecords"), ("resumptionToken", str(TOKEN))])
    assert asked.token == TOKEN
    assert (asked.set_spec, asked.since, asked.before) == ("pem:required", datetime(2026, 1, 1, tzinfo=UTC), None)
    assert TOKEN.after == MOMENT
    assert str(TOKEN).replace("-", "").replace("_", "").isalnum(), "no harvester has to escape it"


@pytest.mark.parametrize(
    "text",
    [
        "", "=", "é", "x" * 10_000, str(TOKEN)[:-1], str(TOKEN) + "A", str(TOKEN).lower(),
        str(replace(TOKEN, moment=-1)), str(replace(TOKEN, row=2**63)), str(replace(TOKEN, given=250)),
        str(replace(TOKEN, given=True)), str(replace(TOKEN, total=1.5)), str(replace(TOKEN, set_spec=None)),
        *(base64.urlsafe_b64encode(raw).decode().rstrip("=") for raw in (b"[]", b"7", b"{}", b"\xff", b"[" * 300)),
    ],
)  # fmt: skip
def test_a_token_that_we_did_not_make_is_none(text: str) -> None:
    assert read_token(text) is None


def test_a_forged_period_in_a_token_is_refused() -> None:
    forged = str(replace(TOKEN, since="yesterday"))
    with pytest.raises(ProtocolError) as refused:
        read_request([("verb", "ListRecords"), ("resumptionToken", forged)])
    assert refused.value.code == "badResumptionToken"
