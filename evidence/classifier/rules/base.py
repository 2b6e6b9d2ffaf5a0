"""What a rule is, and the fingerprint that ties the tables to the version."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern with a name.

    `key` is a key of the reference criteria, an informal diagnosis, a kind or a reason, as its family says.
    `anchors` are plain words: unless one of them stands in the text, the pattern is not tried at all.
    """

    name: str
    source: str
    key: str = ""
    anchors: tuple[str, ...] = ()
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)
    """Compiled when it is first asked for: most processes never read a paper."""

    def __getattr__(self, name: str) -> re.Pattern[str]:
        if name != "pattern":
            raise AttributeError(name)
        compiled = re.compile(self.source)
        object.__setattr__(self, name, compiled)
        return compiled

    def may_match(self, text: str) -> bool:
        if not self.anchors:
            return True
        for anchor in self.anchors:  # noqa: SIM110 - a plain loop, as this is asked for every rule of every text
            if anchor in text:
                return True
        return False

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, or None; cheap where no anchor stands in the text."""
        return self.pattern.search(text) if self.may_match(text) else None


def rule(name: str, pattern: str, key: str = "", anchors: str = "") -> Rule:
    """Build a rule; `anchors` are separated by `|`. Patterns see lower case and plain dashes (see `text.py`)."""
    return Rule(name, pattern, key, tuple(filter(None, anchors.split("|"))))


def fingerprint(version: str, families: Iterable[tuple[str, Iterable[Rule]]]) -> str:
    """SHA-256 over the version and every rule, in order. Changes when any rule does."""
    digest = hashlib.sha256(version.encode())
    for family, rules in families:
        digest.update(f"\n{family}".encode())
        for one in rules:
            row = "\x1f".join((one.name, one.key, one.source, *one.anchors))
            digest.update(f"\n{row}".encode())
    return digest.hexdigest()
