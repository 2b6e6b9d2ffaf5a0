"""The words of `checks/wording.py`: what no page says, and the surroundings in which it is harmless."""

from __future__ import annotations

from .patterns import one_of
from .phrases import ATTRIBUTED, HEDGED, LIMITS, NEGATED, QUESTION, Phrase, Phrases

_CLAIM = frozenset({NEGATED, QUESTION})
_DOUBTED = frozenset({NEGATED, QUESTION, HEDGED})
_ASKED = frozenset({QUESTION})
_SOUGHT = (
    r"\b(?:search\w*|look\w*|hop\w*|quest|wait\w*|way|towards?|find\w*|need\w*|want\w*|ask\w*|seek\w*|without) "
    r"(?:\w+ ){0,2}"
)
_WHOM = one_of(
    "patients? | people | those | sufferers | everyone | everybody | anyone | women | men | adults | children | you"
)
_WHICH = r"(?: (?:with|who|living)\b[^.;:]{0,60}?)?"
_TRADE = one_of(
    """doctors | clinicians | physicians | GPs | nurses | therapists | carers | families | services |
    health ?care (?:staff|workers)"""
)
_STUDIED = (
    r"(?! have\b)(?! be (?:studied|tested|included|compared|asked|treated in|followed|taken|put|interviewed|seen|"
    r"considered))"
)
_RULES_OF_A_STUDY = r"\b(?:more|few|many|new|how many|which|criteria(?: that)?|rules?(?: that)?|conditions(?: that)?) "
_CONDITIONS = r" (?:have|meet|be (?:at least|\d|over|under)|show|fulfil|live|stay|lie|wait|pay|travel|rely|cope)\b"
_QUESTIONS = frozenset({"open_questions"})

PHRASES = Phrases(
    [
        Phrase(
            "cure",
            one_of("cures | cured | cure | curing | curative"),
            cues=("cur",),
            message="“{words}” promises what no study here can show.",
            unless=_DOUBTED,
            not_before=_SOUGHT,
            but_not_in=LIMITS,
        ),
        Phrase(
            "proof",
            one_of("proves? | proved | proven | proving | proof(?![- ]of[- ](?:concept|principle))(?!read)"),
            cues=("prove", "proof", "proving"),
            message="“{words}”: one study proves nothing.",
            unless=_CLAIM,
            not_before=_SOUGHT,
            but_not_in=LIMITS,
        ),
        Phrase(
            "hype",
            one_of(
                """break-?throughs? | land-?mark | game[- ]chang(?:er|ing) | miracles? | miraculous(?:ly)? |
                revolutionary | revolutioni[sz]\\w+ | ground-?breaking | paradigm shift | holy grail |
                smoking gun | unprecedented | historic(?! (?:controls?|cohorts?|data|records?)) | turning point |
                long[- ]awaited"""
            ),
            cues=(
                "break",
                "land",
                "game",
                "mirac",
                "revolution",
                "ground",
                "paradigm",
                "holy",
                "smoking",
                "unprec",
                "histor",
                "turning",
                "awaited",
            ),
            message="“{words}” sells the study.",
            unless=_ASKED,
            not_before=r"\b(?:anatomical|bony) ",
            not_after=r"\s+(?:detection|data)",
        ),
        Phrase(
            "validates-patients",
            r"\b(?:validat|vindicat|legitimi[sz]|affirm)(?:es|ed|ing|e|s)? (?:\w+ ){0,3}?"
            + one_of("patients | people | sufferers | suffering | experiences? | community | illness"),
            cues=("validat", "vindicat", "legitimi", "affirm"),
            message="“{words}”: a study measures, it does not validate people.",
            unless=_ASKED,
            not_before=r"\b(?:an?|the|well|been|was|were|is|are|with|by|of) ",
            not_after=r"[’'] ?s? (?:questionnaire|scale)",
        ),
        Phrase(
            "validates-patients",
            one_of(
                """a real (?:illness|disease|condition) |
                (?:not |all )?in (?:their|the patients?['’]?|your) (?:heads?|minds?)"""
            ),
            cues=("real", "in their", "in the patient", "in your"),
            message="“{words}” argues about belief, not about a finding.",
            unless=_DOUBTED | {ATTRIBUTED},
            not_before=r"\b(?:believ\w*|said|told|felt|heard)\b[^.]{0,50}",
        ),
        Phrase(
            "strong-words",
            one_of(
                """promising | striking(?:ly)? | remarkabl[ey] | dramatic(?:ally)? | exciting |
                impressive(?:ly)? | powerful(?:ly)? | compelling | overwhelming(?:ly)? | astonishing(?:ly)? |
                incredibl[ey] | amazing(?:ly)? | stunning | profound(?:ly)? | robust(?:ly)? | huge |
                massive(?:ly)? | devastating | (?:full|complete|permanent) (?:recovery|remission)"""
            ),
            cues=(
                "promis",
                "strik",
                "remark",
                "drama",
                "excit",
                "impress",
                "powerful",
                "compel",
                "overwhelm",
                "astonish",
                "incredibl",
                "amaz",
                "stunning",
                "profound",
                "robust",
                "huge",
                "massive",
                "devast",
                "recovery",
                "remission",
            ),
            message="“{words}” tells readers what to feel.",
        ),
        Phrase(
            "certainty",
            one_of(
                """certainly | definitely | undoubtedly | without (?:a |any )?doubt | no doubt |
                conclusive(?:ly)? | unquestionabl[ey] | indisputabl[ey] | undeniabl[ey] | irrefutabl[ey] |
                obviously | guarantee[sd]? | clearly (?:shows?|showed|demonstrates?) |
                it is (?:clear|certain) that"""
            ),
            cues=(
                "certain",
                "definite",
                "doubt",
                "conclus",
                "question",
                "disput",
                "deni",
                "refut",
                "obvious",
                "guarant",
                "clearly",
                "is clear",
            ),
            message="“{words}” is more certain than one study can be.",
            unless=_ASKED,
            not_before=r"\b(?:not|no|nothing|never|cannot|can['’]t|nor|neither|any|before any)(?: \w+){0,3} ",
        ),
        Phrase(
            "certainty",
            one_of("confirm(?:s|ed)? (?:that|the|an?|how|what) | establish(?:es|ed)? that | demonstrat(?:es|ed) that"),
            cues=("confirm", "establish", "demonstrat"),
            message="“{words}” is more certain than one study can be.",
            unless=_CLAIM | {ATTRIBUTED},
            not_before=r"\b(?:people|participants|respondents|patients|doctors?|who|which \d[\d,]*|they) ",
            but_not_in=LIMITS,
        ),
        Phrase(
            "works-or-safe",
            one_of(
                """(?:is|are|was|were|be|as) (?:both |very |highly )?(?:an? )?(?:effective|efficacious|safe|harmless) |
                (?:drug|treatment|therapy|it|infusions?|diet|supplement) works | effective (?:treatment|therapy) |
                (?:no|without) side effects"""
            ),
            cues=("effective", "efficacious", "safe", "harmless", "works", "side effects"),
            message="“{words}” is a judgement over many studies.",
            unless=_DOUBTED | {ATTRIBUTED},
            not_after=r"\s+(?:of the treatment )?(?:were|was) (?:seen|reported|recorded)|\s+(?:enough|sample)",
            but_not_in=LIMITS,
        ),
        Phrase(
            "medical-advice",
            _WHOM
            + _WHICH
            + r" (?:(?:should|ought to)(?: not| never| always)?|are (?:advised|encouraged) to|must "
            + r"(?:(?:not|never|always) \w+|rest|avoid|stop|take|try|pace|exercise))\b"
            + _STUDIED,
            cues=("should", "must", "ought to", "advised to", "encouraged to"),
            message="“{words}” tells ill people what to do.",
            unless=_ASKED | {ATTRIBUTED},
            not_before=_RULES_OF_A_STUDY,
            not_after=_CONDITIONS,
            but_not_in=_QUESTIONS,
        ),
        Phrase(
            "medical-advice",
            one_of(
                """(?:talk|speak) (?:to|with) (?:your|a|their) (?:doctor|GP|physician|clinician) |
                (?:ask|consult) (?:your|a|their) (?:doctor|GP|physician|specialist) |
                we (?:recommend|advise|suggest that (?:patients|people)) |
                it is (?:recommended|advisable|advised) (?:that|to|for)"""
            ),
            cues=(
                "talk",
                "speak",
                "ask",
                "consult",
                "we recommend",
                "we advise",
                "we suggest",
                "is recommended",
                "advis",
            ),
            message="“{words}” is advice.",
            unless=_CLAIM | {ATTRIBUTED},
            not_before=r"\b(?:people|patients|participants|they|who|to|did|could|not) ",
        ),
        Phrase(
            "medical-advice",
            r"(?:(?<=^)|(?<=[.!?\n] )|(?<=\n))(?:"
            r"Take (?=an?\b|the\b|this\b|your\b|it\b|vitamin|care\b|time\b|regular|some\b|no\b)|"
            r"Try (?=an?\b|the\b|this\b|it\b|rest|taking|pacing|not\b|out\b|other)|Avoid |"
            r"Stop (?=taking|exercising|using|when\b|before\b|if\b|pushing)|"
            r"Never (?=take|exercise|stop|start|push|use|go\b)|Do not |"
            r"Don['’]t (?=take|try|exercise|push|stop|start|use|go\b|do\b|eat|drink|wait|ignore|expect)|"
            r"Always (?=ask|rest|take|pace)|Pace (?=yourself)|Rest (?=before|as much|when|more and)|"
            r"(?:Eat|Drink) (?=an?\b|the\b|more\b|less\b|plenty|only\b|no\b|water|salt|well\b|regular)|"
            r"Use (?=the\b|an?\b|this\b)|Start (?=with\b|taking|low\b|slow))\w+",
            cues=(
                "take",
                "try",
                "avoid",
                "stop",
                "never",
                "do not",
                "don",
                "always",
                "pace",
                "rest",
                "eat",
                "drink",
                "use",
                "start",
            ),
            message="“{words} …” is an order to the reader.",
            unless=_ASKED,
            but_not_in=_QUESTIONS,
        ),
        Phrase(
            "advice",
            _TRADE + r"(?: (?:who|in|with)\b[^.;:]{0,40}?)? (?:should|must|need to|ought to)\b",
            cues=("should", "must", "need to", "ought to"),
            message="“{words}” is advice to others.",
            unless=_ASKED,
        ),
        Phrase(
            "advice",
            _WHOM + _WHICH + r" (?:should|must|need to|ought to)\b" + _STUDIED,
            cues=("should", "must", "need to", "ought to"),
            message="“{words}” retells advice to ill people.",
            unless=_ASKED,
            not_before=_RULES_OF_A_STUDY,
            not_after=_CONDITIONS,
            but_not_in=_QUESTIONS,
        ),
        Phrase(
            "speaks-to-the-reader",
            one_of("you | your | yours | yourself"),
            cues=("you",),
            message="“{words}” speaks to the reader.",
            unless=frozenset(),
            not_before=r"[“\"'‘][^”\"]{0,60}",
        ),
        Phrase(
            "claims-review",
            r"\b(?:(?:this|our) (?:page|summary|text|entry|badge)|the (?:page|summary)) (?:was|is|has been|had been) "
            + r"(?:\w+ )?"
            + one_of("reviewed | checked | verified | approved | validated | confirmed | certified | fact-checked"),
            cues=("reviewed", "checked", "verified", "approved", "validated", "confirmed", "certified"),
            message="“{words}”: the page itself counts who checked it.",
        ),
        Phrase(
            "claims-review",
            r"\b(?:reviewed|verified|approved|fact-checked) (?:and \w+ )?by our "
            + one_of("editors? | experts? | team | clinicians? | reviewers? | medical"),
            cues=("reviewed", "verified", "approved", "checked"),
            message="“{words}”: the page itself counts who checked it.",
        ),
        Phrase(
            "evidence-letter-code",
            r"\b(?:grade|level|class|tier|category|quality)[- ](?:[A-E][+-]?|I{1,3}V?[a-c]?|[1-5][a-c]?[+-]?)[- ]"
            + one_of("evidence | study | recommendation | rating"),
            cues=("grade", "level", "class", "tier", "category", "quality"),
            message="“{words}” mixes several judgements into one code.",
        ),
        Phrase(
            "evidence-letter-code",
            r"\bevidence (?:grade|level|class|rating|score)s?:? (?:of )?(?:[A-E]|I{1,3}|[1-5])\b|"
            r"\b[A-D]-(?:grade|rated|level) (?:evidence|study)\b",
            cues=("evidence", "-grade", "-rated", "-level"),
            message="“{words}” mixes several judgements into one code.",
        ),
    ]
)
