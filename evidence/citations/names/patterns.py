"""What names and lists of names are recognised by."""

from __future__ import annotations

import re

DANGLING_AND = re.compile(r"\A(?:\s*and\s)+|(?:\sand\s*)+\Z", re.IGNORECASE)
STRUCTURE = re.compile(r"\\begin\s*\{|\\end\s*\{|\\.|[{}]|;|\s+and(?=\s)", re.IGNORECASE | re.DOTALL)
OTHERS = re.compile(r"(?:and\s+)?(?:others|et\.?\s*al\.?|\.{3}|…)", re.IGNORECASE)
NOBODY = re.compile(
    r"\W*(?:unknown|anonymous|anonym|anon|n/?a|none|various|not available|author unknown|unknown authors?|"
    r"various authors|no authors?(?: listed)?|none listed|no author given)\W*",
    re.IGNORECASE,
)
SUFFIX = re.compile(r"(?:Jr|Sr|Jnr|Snr)\.?|II|III|IV|VI{0,3}|IX|2nd|3rd|4th", re.IGNORECASE)
SURE_SUFFIX = re.compile(r"(?:Jr|Sr|Jnr|Snr)\.?|III?|IV|2nd|3rd|4th")
PLAIN_SUFFIX = re.compile(r"(?:[Jj]r|[Ss]r|Jnr|Snr)\.?|III|2nd|3rd|4th")
DEGREE = re.compile(
    r"Esq\.?|M\.?\s?D\.?|Ph\.?\s?D\.?|D\.?Phil\.?|MPH|M\.?Sc\.?|B\.?Sc\.?|D\.?Sc\.?|DO|RN|MBBS|FRCP|MRCP|DrPH|DPT",
    re.IGNORECASE,
)
"""What else may stand in the place that BibTeX keeps for "Jr": von Last, MD, First."""
HELD_TOGETHER = re.compile(r"\{[^\\{}]{2,}")
"""Braces round a text of several signs; those of an accent (`{\\'e}`) or round one capital hold nothing together."""
AMPERSAND = re.compile(r"\s+\\?&\s+|\A\\?&\s+")
FUNCTION_WORD = re.compile(r"\b(?:for|of|the|in|on|to|and|with|against|f[üu]r)\b", re.IGNORECASE)
BODY_WORD = re.compile(
    r"\b(?:Organi[sz]ation|Institutes?|Universit(?:y|ät|é)|Committee|Group|Gesellschaft|Verein|Stiftung|"
    r"Ministerium|Zentrum|Société|Sociedad|Consortium|Network|Society|Associations?|Foundation|Cent(?:er|re)s?|Department|Ministry|Agency|"
    r"Collaborati(?:on|ve)|Council|Federation|Academ(?:y|ies)|Alliance|Task Force|Commission|Investigators|"
    r"Collaborators|College|Hospital|Trust|Charity|Authority|Secretariat|Parliament|Inc|Ltd|GmbH|Press)\b\.?"
)
REST_OF_A_BODY = frozenset(
    """
    prevention quality care excellence medicine stroke health human services welfare technology science
    sciences engineering research education development nutrition surgery therapy safety control policy
    evaluation rehabilitation social ageing aging disability nursing pharmacy environment food drug drugs
    administration humanities culture sport labour labor family allergy allergies infectious kidney
    musculoskeletal skin disease diseases disorders prevention efficiency economics statistics informatics
    training innovation
    """.split()  # noqa: SIM905
)
EXTENDED = re.compile(r"\s*\"?(?:family|given|prefix|suffix|id|literal|name)\s*=", re.IGNORECASE)
EXTENDED_PART = re.compile(r"\s*\"?([a-z-]+)\s*=\s*(.*?)\"?\s*\Z", re.IGNORECASE | re.DOTALL)
