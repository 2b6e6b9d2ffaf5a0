"""What came of `benchmarks.load`: which promises held, and everything that was seen."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from typing import TYPE_CHECKING, Any

from benchmarks import load_editor
from benchmarks.load_readers import BROKEN, EARLIER, RETRY_AFTER, TEXT_BACK

if TYPE_CHECKING:
    from benchmarks.load import Stack


def judged(stack: Stack, outcome: dict[str, Any], receipts: list[Any], stored: dict[str, int]) -> dict[str, Any]:
    """Everything that is told, and `broken`: a sentence for each promise that did not hold."""
    table: Counter[tuple[str, str, int]] = Counter()
    broken, unheard, without_text, no_retry, not_whole, wrongly = [], 0, 0, 0, 0, 0
    earlier = 0
    times: dict[str, list[float]] = {}
    for due, sent, ended, kind, status, flags in outcome["records"]:
        away = stack.what_was_away(sent, ended)
        table[away or "all well", kind, status] += 1
        not_whole += bool(flags & BROKEN)
        earlier += bool(flags & EARLIER)
        wrongly += bool(flags & EARLIER) and away != "database"
        if not away:
            times.setdefault(kind, []).append(ended - due)
            unheard += status == 0
        if kind == "letter" and status >= 400:
            without_text += not flags & TEXT_BACK
        no_retry += status == 503 and kind in ("search", "letter") and not flags & RETRY_AFTER
    failed = sum(
        count for (away, _, status), count in table.items() if not away.startswith("database") and status >= 500
    )
    pages_away = sum(
        count
        for (away, kind, status), count in table.items()
        if away == "database" and kind == "page" and status >= 500
    )
    for count, words in (
        (failed, "answers were 5xx while the database was up"),
        (unheard, "requests had no answer while all was well"),
        (not_whole, "pages were not whole"),
        (wrongly, "pages were copies of before while the database was up"),
        (without_text, "letters came back without their text"),
        (no_retry, "answers 503 named no time to come again"),
        (len(receipts) - stored["kept"], "letters with a receipt are not in the database"),
        (stored["doubled"], "letters are there twice"),
        (outcome["open"], "letters never got a receipt"),
    ):
        if count:
            broken.append(f"{count} {words}.")
    seen = [one for one in outcome["publications"] if not one["wrong"]]
    well = [one for one in seen if not stack.what_was_away(one["returned"], one["returned"] + 1)]
    late = [one for one in well if one["visible"] is None or one["visible"] > 1]
    older = [one for one in seen if 200 in one["before"] or (one in well and load_editor.EARLIER in one["before"])]
    for some, words in ((late, "was not there within a second"), (older, "came after an older page")):
        broken += [f"The publication of {one['slug']} {words}: {one['visible']} s." for one in some]
    if pages_away:
        broken.append(f"{pages_away} pages were 5xx while the database was away.")
    first, last = grown(stack)
    if last > first * 1.05:
        broken.append(f"The workers grew from {first:.0f} to {last:.0f} MB.")
    return {
        "answers": [[*key, count] for key, count in sorted(table.items())],
        "milliseconds": {kind: _percentiles(found) for kind, found in sorted(times.items())},
        "away": {what: [round(length(one), 2) for one in found] for what, found in stack.away.items()},
        "pages_5xx_while_the_database_was_away": pages_away,
        "copies_of_before_while_the_database_was_away": earlier - wrongly,
        "readers_used_of_a_processor": round(outcome["processor"] / outcome["seconds"], 2),
        "addresses_of_5xx": addresses_of_5xx(stack, outcome["failed"]),
        "readers_who_gave_up": outcome["gave_up"],
        "publications": {
            "done": len(seen), "refused": [one["wrong"][:200] for one in outcome["publications"] if one["wrong"]],
            "visible_after": [one["visible"] and round(one["visible"], 3) for one in well],
            "visible_after_where_something_was_away": [
                [one["visible"] and round(one["visible"], 3), Counter(map(str, one["before"]))]
                for one in seen if one not in well
            ],
            "the_action_took": _percentiles([one["returned"] - one["began"] for one in seen]),
        },
        "letters": {"receipts": len(receipts), **stored, "untold": stored["rows"] - stored["kept"]},
        "memory_mb": {
            "first_minute": round(first, 1), "end": round(last, 1),
            "growth": round(last / first - 1, 4) if first else None, "each_minute": each_minute(stack),
        },
        "ended_by_itself": dict(stack.ended_by_itself),
        "broken": broken,
    }  # fmt: skip


def addresses_of_5xx(stack: Stack, failed: list[Any]) -> list[Any]:
    """What was away, address, status, how often, and the seconds from the last return of something to the first."""
    count: Counter[tuple[str, str, int]] = Counter()
    first: dict[tuple[str, str, int], float] = {}
    back = [moment for found in stack.away.values() for _, moment in found]
    for sent, ended, path, status in failed:
        key = (stack.what_was_away(sent, ended), path, status)
        count[key] += 1
        first.setdefault(key, min((sent - moment for moment in back if moment <= sent), default=-1.0))
    return [[*key, times, round(first[key], 2)] for key, times in count.most_common(25)]


def grown(stack: Stack) -> tuple[float, float]:
    """Megabytes of a worker of the last generation: a minute old (or after a third of its life), and at the end."""
    rows = [
        (moment, statistics.mean(found))
        for moment, number, found in stack.memory
        if number == stack.generation and found
    ]
    if len(rows) < 6:
        return 0.0, 0.0
    began, ended = rows[0][0], rows[-1][0]
    early = began + min(60, (ended - began) / 3)
    first = [size for moment, size in rows if moment >= early][:3]
    return statistics.mean(first), statistics.mean(size for _, size in rows[-3:])


def each_minute(stack: Stack) -> list[float]:
    """Megabytes of a worker of the last generation at the end of each minute of its life."""
    rows = [(moment, found) for moment, number, found in stack.memory if number == stack.generation and found]
    minutes: dict[int, float] = {}
    for moment, found in rows:
        minutes[int((moment - rows[0][0]) // 60)] = round(statistics.mean(found), 1)
    return list(minutes.values())


def tell(told: dict[str, Any]) -> None:
    print(
        f"\n{told['minutes']:g} minutes at {told['rate']:,.0f} requests/s, {told['share']:.0%} of the ceiling"
        f" of {told['ceiling']:,.0f}"
    )
    print("answers (0: none came)")
    for away, kind, status, count in told["answers"]:
        print(f"  {away:9} {kind:7} {status:4} {count:9,}")
    print("milliseconds while all was well: p50, p95, p99, longest")
    for kind, found in told["milliseconds"].items():
        print(f"  {kind:7} " + " ".join(f"{one:9.1f}" for one in found))
    for name in (
        "away",
        "publications",
        "letters",
        "memory_mb",
        "ended_by_itself",
        "pages_5xx_while_the_database_was_away",
        "copies_of_before_while_the_database_was_away",
        "readers_used_of_a_processor",
        "readers_who_gave_up",
    ):
        print(f"{name.replace('_', ' ')}: {json.dumps(told[name])}")
    for one in told["addresses_of_5xx"]:
        print(f"5xx: {json.dumps(one)}")
    print("\n".join(["BROKEN: " + one for one in told["broken"]] or ["All promises hold."]))


def _percentiles(seconds: list[float]) -> list[float]:
    found = sorted(seconds)
    return (
        [round(found[min(len(found) - 1, int(len(found) * share))] * 1000, 1) for share in (0.5, 0.95, 0.99, 1)]
        if found
        else []
    )


def meets(begun: float, ended: float, away: list[tuple[float, float]]) -> bool:
    return any(begun < back and ended > gone for gone, back in away)


def length(one: tuple[float, float]) -> float:
    return one[1] - one[0]
