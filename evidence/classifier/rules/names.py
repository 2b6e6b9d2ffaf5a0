"""How papers write the names of the case definitions: full names, short names, authors with years, slips.

A name alone says nothing about use: `cues.py` decides whether people were included by it. Names that are also
everyday words or other things ("nice", "who", "ICC" for intraclass correlation, "Oxford" for the town) need
company that makes them criteria.
"""

from __future__ import annotations

from evidence.classifier.rules.base import Rule, rule

C = r"(?:criteri(?:a|on|um)|(?:case[ -])?definitions?|definitions?)"
"""What a set is called."""

_FILL = (
    r"(?:(?:consensus|clinical|case|diagnostic|diagnosis|research|working|revised|international|expert|panel|document"
    r"|classification|me/?-?cfs|cfs/?-?me|cfs|me|formal|original|full|strict|modified|published|operational"
    r"|operationali[sz]ed|guidelines?|screening|inclusion|standard|symptom|set|group|of|for|the|and prevention"
    r"|myalgic encephalomyelitis|chronic fatigue syndrome|based)[ /,-]{1,2}){0,7}"
)
"""Words that may stand between a name and "criteria"."""

_FILL_AFTER = r"(?:(?!\bor\b|1988|fukuda|canad|institute|oxford|iom\b|ccc\b|holmes|reeves)[^.;]){0,48}?"
"""A short way on within the clause that passes no other set."""

_AL = (
    r"(?:'s)?(?: ?,? ?(?:et ?al|and (?:colleagues|co-?workers|others)|& [a-z]+|and [a-z]+)\.?)?,?"
    r"(?: ?\[[\d, -]{1,12}\])? ?[(\[]?(?:in )?"
)
"""Between an author's name and the year."""

_CDC = r"(?:\bu\.?s\.? )?(?:\bcdc(?:p)?\b|cent(?:er|re)s? (?:for|of) disease control(?: (?:and|&) prevention)?)"

NAMES: tuple[Rule, ...] = (
    # --- Canadian, revised Canadian: the longer names first, they swallow the shorter ---
    rule(
        "revised Canadian definition",
        rf"\b(?:revised[ -](?:version of the )?canad(?:ian|a) {_FILL}{C}|revised ccc\b|\brccc\b|r-ccc\b"
        rf"|canad(?:ian|a) {_FILL}{C} (?:as )?(?:revised|operationali[sz]ed)[^.;]{{0,25}}jason|jason{_AL}2010"
        r"|expanded in 2010)",
        "rccc2010",
        "rccc|r-ccc|revised|jason|expanded in",
    ),
    rule(
        "Canadian Consensus Criteria",
        rf"\b(?:canad(?:ian|a)(?:'s)?\"?[ -](?:[(\[]?2003[)\]]? )?{_FILL}(?:{C}|consensus\b|guidelines?)|"
        rf"carruthers{_AL}2003"
        r"|canad(?:ian|a)[- ](?:defined|diagnosed)|(?<=the )canadian ones?\b|"
        r"canadian (?:expert )?(?:consensus )?(?:working|expert"
        r"|consensus) (?:group|panel)"
        rf"|canad(?:ian|a)(?: consensus)?(?=(?: ?,| ?/| or| and/or| and)(?: the)?(?: \d{{4}})? ?(?:fukuda"
        r"|international|oxford|iom\b"
        rf"|institute of med|national acad|nam\b|icc\b|me-icc|cdc\b|1994|2011|2015|seid|london|holmes|nice\b))"
        rf"|2003 canad(?:ian|a)\b(?:[ -]{_FILL}{C})?|2003 (?:me/cfs )?(?:clinical )?(?:consensus|working|case) "
        rf"{_FILL}{C})",
        "ccc2003",
        "canad|carruthers|2003",
    ),
    rule("CCC", r"(?:\bme[/-]?)?\bccc(?:\d{1,2})?\b(?:[- ]?\(?2003\)?)?", "ccc2003", "ccc"),
    # --- Consensus of 2011 ---
    rule(
        "International Consensus Criteria",
        rf"\b(?:international consensus (?:[(\[]?2011[)\]]? )?{_FILL}(?:{C}|primer)|carruthers{_AL}2011|me[- ]icc\b|"
        rf"icc[- ]me\b"
        rf"|2011 {_FILL}international consensus|2011 consensus|international \(?me\)? ?criteria)",
        "icc2011",
        "international|carruthers|icc|2011",
    ),
    rule(
        "ICC",
        r"\bicc\b(?:[- ]?\(?2011\)?)?(?! ?(?:\(\d|[=<>]|of 0|was 0|values?|\d\.|coeff|\[\d\.|2\b|3\b|1\b))",
        "icc2011",
        "icc",
    ),
    # --- Institute of Medicine ---
    rule(
        "Institute of Medicine",
        r"\b(?:institute of medicine|national academ(?:y"
        r"|ies)(?: of (?:sciences?,? ?(?:engineering,? ?)?(?:and )?)?medicine)?"
        r"|\bseid\b|systemic exertion(?:al)? intolerance|committee on the diagnostic criteria|2015 iom\b"
        rf"|nas?em\b {_FILL}{C}"
        rf"|clayton{_AL}2015|iom/nam|nam/iom)",
        "iom2015",
        "institute of med|national acad|seid|systemic ex|committee on|iom|nasem|nam|clayton",
    ),
    rule("IOM", r"\b(?:iom|nam|nasem)(?:\d{1,2})?\b(?:[ -]?\(?2015\)?)?", "iom2015", "iom|nam|nasem"),
    # --- CDC 1994 and its relatives ---
    rule("Fukuda", r"(?:\b(?:cdc|us)[/ -]{1,3})?fuk[ua]da", "fukuda1994", "fukuda|fukada"),
    rule(
        "CDC 1994",
        rf"(?:(?<=1988 and )|(?<=1988 or ))1994\b|\bcdc ?-?1994\b|{_CDC}\)?[ ,'(/-]{{1,3}}{_FILL_AFTER}\b(?:19"
        rf"|')?9[46]\b(?![ -]?%)"
        rf"|\b199[46](?:[ -]+(?:revised|us|u\.s\.|united states|the|by|from)){{0,2}}[ -]+{_CDC}"
        rf"|\b199[46] {_FILL}{C}|\b{C}(?: for (?:cfs|me/cfs|chronic fatigue syndrome))? (?:of|from|published in) "
        rf"1994",
        "fukuda1994",
        "94|96",
    ),
    rule(
        "international CFS study group",
        r"\binternational (?:chronic fatigue(?: syndrome)?|cfs) (?:study|research) group"
        r"|\binternational (?:research )?(?:(?:case |research |cfs |me/cfs "
        r"|chronic fatigue syndrome ){0,3})definition"
        r"|\binternational(?:ly)? (?:research )?case[- ]defin|\binternational research (?:case )?(?:criteria"
        r"|diagnostic)",
        "fukuda1994",
        "international",
    ),
    rule(
        "CDC 1988",
        rf"\bholmes\b(?:{_AL}1988)?|\b1988 (?:{_CDC} )?{_FILL}{C}|\b1988 {_CDC}"
        rf"|\b1988(?= (?:and|or|vs\.?|versus|/) (?:the )?1994\b)"
        rf"|{_CDC}\)?[ ,'(/-]{{1,3}}{_FILL_AFTER}\b1988\b"
        rf"|{_CDC} working case definition",
        "holmes1988",
        "holmes|1988|working case",
    ),
    rule(
        "CDC empirical definition",
        rf"\breeves{_AL}2005|\breeves {_FILL}{C}|\bempiri(?:c|cal)(?:ly)?(?: derived)? {_FILL}{C}"
        rf"|{_CDC} empirical|2005 {_CDC}|clinically empirical approach|wichita (?:clinical study )?criteria",
        "reeves2005",
        "reeves|empiri|2005|wichita",
    ),
    rule(
        "Oxford",
        r"\boxford(?:[- ](?:research|diagnostic|clinical|consensus|cfs|case|1991|me/cfs|uk|inclusion"
        r"|chronic fatigue syndrome))*[- ]"
        rf"(?:[(\[]1991[)\]] )?(?:{C}|defined)|\bsharpe{_AL}1991|\bsharpe {_FILL}{C}|"
        rf"(?<!of )(?<!in )(?<!at )\boxford(?=(?: ?,| ?/| or"
        r"| and/or| and)(?: the)? "
        rf"?(?:fukuda|international|cdc\b|canadian|london|nice\b|ccc\b|1994|iom\b))|(?<=fukuda )(?:or|and) oxford\b"
        rf"|\b1991 {_FILL}{C}|\bbritish (?:research )?(?:case )?(?:definition|criteria)",
        "oxford1991",
        "oxford|sharpe|1991|british",
    ),
    rule(
        "London",
        rf"\blondon(?: (?:me|research|diagnostic|version|2|1|me/cfs|modified|case)){{0,3}} {C}"
        rf"|\bnational task force {_FILL}(?:{C}|report)"
        r"|\bme/pvfs criteria|\bdowsett\b",
        "london",
        "london|task force|pvfs|dowsett",
    ),
    rule(
        "Ramsay",
        rf"\bramsay(?:'s)?[ -](?:{_FILL}{C}|defined)|\bme-ramsay\b|\bramsay{_AL}19(?:86|88)",
        "ramsay",
        "ramsay",
    ),
    rule("Nightingale", rf"\bnightingale {_FILL}{C}|\bhyde{_AL}2007", "nightingale", "nightingale|hyde"),
    rule(
        "epidemiological case definition",
        rf"\bepidemiological (?:cfs/me |me/cfs |cfs )?case definition|\bepidemiological (?:cfs/me|me/cfs|cfs) {C}"
        r"|\bosoba\b|\bepidemiological case \(ecd\)|\becd (?:criteria|definition)",
        "epidemiological2007",
        "epidemiological|osoba|ecd",
    ),
    rule(
        "paediatric case definition",
        r"\b(?:iacfs(?:/me)?(?:'s)? )?pa?ediatric (?:(?:case|me/cfs|cfs|cfs/me|chronic fatigue syndrome"
        rf"|iacfs(?:/me)?) ){{0,3}}{C}"
        rf"|\biacfs(?:/me)? {_FILL}{C}|\bpcd-j\b|\bjason{_AL}2006",
        "pediatric2006",
        "diatric|iacfs|jason|pcd-j",
    ),
    rule("RCPCH", r"\brcpch\b|royal college of pa?ediatrics", "rcpch2004", "rcpch|royal college"),
    rule(
        "NICE 2021",
        r"\bng ?206\b|\bnice(?:'s)?\)?[ ,(/-]{1,3}(?:(?!\b2007|cg ?53)[^.;]){0,60}?\b202[1-9]\b"
        r"|\bnice (?:[a-z]+ ){0,3}\((?:(?!\b2007|cg ?53)[^();]){0,110}?\b202[1-9]\b"
        r"|\b2021 (?:updated )?(?:uk )?nice\b",
        "nice2021",
        "ng206|ng 206|nice",
    ),
    rule(
        "NICE 2007 or no year",
        rf"\bcg ?53\b|\bnice(?:'s)? (?:\(?2007\)? )?{_FILL}(?:{C}|guidelines?|guidance|recommendations?)"
        rf"|\bnice[ (]{{1,2}}2007|\bnice\)?(?=[- ](?:defined|diagnosed))"
        r"|national institute (?:for|of) (?:health|clinical)[^.;]{0,40}(?:excellence"
        r"|\(nice\))[^.;]{0,40}?(?:criteria|guid|definition)",
        "nice2007",
        "cg53|cg 53|nice|national institute",
    ),
    rule(
        "Australian",
        rf"\baustralian(?: {_FILL}{C}|(?=(?: ?,| and| or)(?: the)? (?:oxford|canadian|british|fukuda|cdc|london"
        rf"|american)))|"
        rf"\blloyd{_AL}19(?:88|90)|\blloyd {_FILL}{C}",
        "australian1990",
        "australian|lloyd",
    ),
    rule(
        "paediatric primer",
        rf"\browe{_AL}2017|\bpa?ediatric primer|\bclinical diagnostic worksheet|\bcdw-r\b"
        r"|\bworksheet (?:by|of) rowe|\b(?:criteria|definitions?) (?:by|of) rowe"
        rf"|(?<=and )rowe et al(?=[^a-z]{{0,12}}(?:{C}|[.,;]|$))",
        "rowe2017",
        "rowe|primer|worksheet|cdw-r",
    ),
    rule(
        "Japanese 2016",
        rf"\b(?:mhlw|amed)\b[^.;]{{0,40}}{C}|\bjapan(?:ese)? {_FILL}{C}[ (]{{1,2}}(?:[^()]{{0,30}}\b201[6-9]|mhlw"
        rf"|amed)"
        rf"|\bjapan(?:ese)? (?:\w+ )?201[6-9] {_FILL}{C}|\b201[6-9] japanese"
        rf"|kuratsune{_AL}201\d|ministry of health,? labou?r[^.;]{{0,60}}{C}",
        "japan2016",
        "mhlw|amed|japan|kuratsune|ministry of",
    ),
    rule(
        "Japanese",
        rf"\bjapan(?:ese)? (?:cfs |chronic fatigue syndrome )?(?:study group )?{_FILL}{C}|\bkitani\b",
        "japan_old",
        "japan|kitani",
    ),
    rule("Brighton", rf"\bbrighton (?:collaboration )?{_FILL}{C}|\bbrighton collaboration", "brighton", "brighton"),
    rule("EUROMENE", r"\beuromene\b", "euromene2021", "euromene"),
    rule(
        "CDC of a recent year",
        rf"{_CDC}\)? {_FILL}{C} ?[,(]{{1,2}} ?20(?:1[7-9]|2\d)\b|{_CDC}[ ,(]{{1,2}}20(?:1[7-9]|2\d)\)? {_FILL}{C}"
        rf"|\b20(?:1[7-9]|2\d) {_CDC} {_FILL}{C}",
        "cdc_current",
        "cdc|disease control",
    ),
    rule(
        "CDC without a year",
        rf"{_CDC}(?: ?\(cdc\))?(?:'s)?,? ?(?:\(atlanta\) )?(?:{_FILL}{C}|guidelines?|diagnostic guidelines?|cfs\b"
        rf"|case)"
        rf"|{C} (?:(?:set|established|published|developed|proposed|defined|outlined|issued|recommended) )?(?:of|by"
        rf"|from) (?:the )?{_CDC}(?: ?\(cdc\))?",
        "cdc_unspecified",
        "cdc|disease control|center for|centre for",
    ),
    # --- Not about ME/CFS: kept so that such a group is told apart ---
    rule(
        "WHO post-COVID-19 condition",
        r"\b(?:who|world health organi[sz]ation)(?:'s)?\)? (?:(?:clinical|case|working|consensus|delphi"
        r"|post[- ]covid(?:-19)?"
        r"(?: condition)?|pcc|diagnostic|the) ){0,4}(?:criteria|definition|consensus)\b|\bdelphi consensus",
        "who_pcc",
        "who|world health|delphi",
    ),
)

ACRONYMS = frozenset({"CCC", "ICC", "IOM"})
"""Names of rules whose match is only an abbreviation: they count in the company of criteria."""

COMPANY = rule(
    "company of an abbreviation",
    rf"{C}|diagnos|case status|caseness|\bmet\b|\bmeet|fulfil|satisf|defin|consensus|select|recruit|inclu|enrol|"
    rf"eligib|classif|confirm"
    r"|ascertain",
)
"""What makes an abbreviation a set of criteria, in the same sentence."""

NOT_THESE = rule(
    "an abbreviation of something else",
    r"intra-?class|correlation coefficient|canonical correlation|reliability|test-retest|cryopreserv|cardiac|colon"
    r"|cholangio"
    r"|nicotinamide|n-acetyl",
    anchors="class|correlation|reliab|retest|cryo|cardiac|colon|cholang|nicotin|acetyl",
)
"""ICC as intraclass correlation, CCC as canonical correlation, NAM as something else."""

DSQ = rule(
    "DePaul Symptom Questionnaire",
    r"\bdsq(?:-\w+)?\b|depaul symptom questionnaire|de paul symptom",
    "dsq_screen",
    "dsq|depaul|de paul",
)
