"""Reads a draft before people do: wording, numbers, and whether both fit the source. Pure: no Django, no network.

    scan(texts, source, facts) -> findings      each with its rule, severity, place, message and a lasting fingerprint
    rules_table()                               every rule with an example and a counter-example, for the public page

`page.py` makes the texts ready, `quantities.py` and `figures.py` know numbers, `phrases.py` is the loop over word
tables, `checks/` holds the rules, one module a subject, `registry.py` the table and the version.
"""

from . import sayings  # noqa: F401 - so that what was stored is known again
from .model import SEVERITY_WORDS, Facts, Finding, Rule, Severity, Source
from .registry import RULES, SCANNER_VERSION, RuleRow, rules_fingerprint, rules_table, severities
from .scanning import scan

__all__ = [
    "RULES",
    "SCANNER_VERSION",
    "SEVERITY_WORDS",
    "Facts",
    "Finding",
    "Rule",
    "RuleRow",
    "Severity",
    "Source",
    "rules_fingerprint",
    "rules_table",
    "scan",
    "severities",
]
