"""Ways into a study that name no case definition, and PEM asked for in so many words."""

from __future__ import annotations

from evidence.classifier.rules.base import Rule, rule
from evidence.classifier.rules.vocabulary import ME, PEOPLE

_WHO = (
    r"(?:physicians?|doctors?|clinicians?|gps?\b|general practitioners?|specialists?|neurologists?|consultants?"
    r"|rheumatologists?"
    r"|(?:health(?:[- ]?care)?|medical) (?:professionals?|practitioners?|providers?|specialists?)|practitioners?"
    r"|internists?|pa?ediatricians?|psychiatrists?"
    r"|immunologists?|infectious diseases?)"
)

SURVEYED = "patients who answered a survey"

INFORMAL: tuple[Rule, ...] = (
    rule(
        "a diagnosis people reported themselves",
        r"\bself[- ]?(?:report(?:ed|s|ing)?|identif\w+|declared|described|attributed|stated)\b(?: (?!fatigue"
        r"|symptom|physical|outcome|quality|measure|questionnaire|absence|pain|sleep|cogni|data"
        rf"|health)[\w/-]+){{0,5}}? ?(?:diagnos\w+|{ME}|status)"
        rf"|\bself[- ]?diagnos|{ME}[^.;]{{0,25}}\b(?:was|were|by|via|status|on"
        rf"|based on)\b[^.;]{{0,25}}\bself[- ]?report"
        r"|\b(?:said|stated|indicated|confirmed|claimed|declared|responded|answered|disclosed)\b (?:that (?:they"
        r"|he|she|"
        r"s/he)|having"
        rf"|to having|yes)\b[^.;]{{0,70}}?(?:diagnosis of|diagnosed with|{ME})"
        rf"|\breported {ME}|(?<=or )(?:self-)?report(?:ed)? (?:a|their) diagnos"
        r"|\b(?:reported|reporting|who report|self-report(?:ed|ing)?)\b (?:that they |having |to have |having had "
        r"|ever |a |an |being |been |prior |previous |(?:clinical|medical|formal|lifetime|current)(?:/\w+)? |had "
        rf"|have |or [\w/ ]{{0,40}}? (?=had|have)|yes ){{1,6}}[^.;]{{0,40}}?(?:diagnosis of|diagnosed with|{ME})"
        r"|\btold (?:by|that)[^.;]{0,30}\b(?:doctor|physician|health)|\bself[- ]?report(?:ed)? (?:doctor|physician"
        r"|clinician|clinical|medical)[^.;]{0,20}diagnos",
        "self_report",
        "self|report|said|stated|indicat|confirmed|told|claimed|declared|respond|answered|disclos",
    ),
    rule(
        "a code in health records",
        r"\bicd[- ]?(?:9|10|11|codes?)|\binternational classification of diseases|\bg93\.3|\br53\.82|\b780\.71"
        r"|\bsnomed|\bread[- ]codes?|\bdiagnos(?:is|tic) codes?|\bbilling codes?|\bphecode|\bclinical codes\b"
        rf"|\bcode[sd]? (?:for|as) (?:the illness|(?:[\w-]+ )?{ME})",
        "icd_code",
        "icd|classification of dis|g93|r53|780.7|snomed|code",
    ),
    rule(
        "a physician's diagnosis",
        rf"\b{_WHO}[- ](?:\w+[- ])?(?:diagnos|confirmed(?! that))|\bdiagnos(?:ed|is|es)\b[^.;]{{0,70}}?\b(?:by"
        rf"|from)\b (?:(?!the )[\w/'-]+ |the ){{0,5}}?{_WHO}\b"
        r"|\bdiagnos(?:is|es) (?:\w+ )?(?:assigned|made|given|set|registered) (?:by|in|at|within) (?:the )?(?:\w+ "
        r"){0,2}?"
        r"(?:specialist|hospital|secondary|tertiary)"
        r"|\bdiagnos(?:is|ed)\b[^.;]{0,40}\b(?:from|in|by) (?:primary|secondary|specialist|tertiary)(?: or \w+)? "
        r"care\b"
        r"|\b(?:confirmed|formal|official|established|documented|received|existing|previous"
        r"|prior) (?:\w+ )?medical diagnosis|\bmedical(?:ly)? (?:confirmed )?(?:(?:me/cfs|cfs/me|me|"
        r"cfs) )?diagnos(?:is|ed)"
        rf"|\b{_WHO}(?:'s|s')? (?:clinical )?(?:judge?ment|opinion)|\bclinical judge?ment\b|\b{_WHO}(?:'s|"
        rf"s')? (?:\w+ )?diagnos(?:is|ed)|\b{_WHO} (?:had |have )?(?:confirmed|made|established"
        r"|verified) (?:the |a )?(?:\w+ )?diagnosis",
        "physician_dx",
        "diagnos|confirmed|judgment|judgement|opinion",
    ),
    rule(
        "criteria without a name",
        rf"\b(?:met|meet|meeting|fulfil\w*|satisf\w+)\b[^.;]{{0,70}}?\b(?:criteri(?:a|on)|case definitions?)\b"
        r"|\b(?:according to|accordance with|based on|\busing\b|\bby\b|\bper\b) (?:the |an? |our "
        r")?(?:(?:established|wide|broad|strict"
        r"|standard|standardi[sz]ed|published|international(?:ly)?|diagnostic|clinical|consensus|current|accepted"
        rf"|recogni[sz]ed|validated|research|case|existing|predefined|relevant|{ME}) ?(?:and )?){{1,5}}(?:criteria"
        r"|definitions?)"
        r"|\bco-?diagnosed with both clinical criteria|\bwith both clinical criteria",
        "unspecified_mecfs",
        "criteri|definition",
    ),
    rule(
        "a diagnosis, how is not said",
        rf"\bdiagnosed\b (?:[\w-]+ ){{0,4}}?(?:with|as|having|to have|for)\b (?:[\w,/()-]+ ){{0,8}}?{ME}"
        rf"|\bdiagnos(?:is|es) of (?:[\w,/()-]+ ){{0,8}}?{ME}|\bnew-onset {ME}|\bwith a diagnosis or\b"
        rf"|{ME}(?:\)? diagnos(?:is|es|ed)\b|[^.;]{{0,25}} (?:was|were|had been|previously|already|newly"
        r"|clinically) (?:\w+ )?diagnosed)",
        "diagnosis_unspecified",
        "diagnos|new-onset",
    ),
    rule(
        "a diagnosis kept in a register",
        rf"{ME}\)?[^.;]{{0,60}}\b(?:identified|registered|recorded) (?:in|from|through|using) (?:the |a |an )?"
        r"(?:[\w'-]+ ){0,5}?(?:regist(?:er|ry|ries)|databases?|claims|health records?|medical records?)\b"
        rf"|\b(?:registered|recorded|listed)\b[^.;]{{0,50}} (?:with|as having) (?:[\w-]+ ){{0,3}}?{ME}",
        "diagnosis_unspecified",
        "regist|database|claims|records|recorded|listed",
    ),
    rule(
        SURVEYED,
        r"\b(?:online|on-line|internet(?:[- ]based)?|web(?:[- ]based)?|e-?mail|electronic|postal|mailed|anonymous"
        r"|self-report|national"
        r"|international|treatment|patient|community|social media)\b(?: [\w-]+){0,3}? (?:survey|questionnaire"
        r"|poll)s?\b[^.;]{0,120}?"
        r"\b(?:patients?|people|persons|members|individuals|adults|sufferers|respondents|participants|carers)\b"
        r"|\b(?:survey|questionnaire|poll)\b[^.;]{0,60}\b(?:completed|answered|filled (?:in|out)) by[^.;]{0,30}"
        r"\b(?:patients|people|members|individuals|adults|sufferers|respondents)\b"
        r"|\b(?:patients|people|members|individuals|adults|sufferers|respondents)\b[^.;]{0,60}(?:completed"
        r"|answered|responded to)"
        r" (?:an?|the|our|this) (?:[\w-]+ ){0,2}?(?:online|internet|web\S*|anonymous|postal|mailed|electronic) "
        r"(?:[\w-]+ )?(?:survey|questionnaire)",
        "self_report",
        "survey|questionnaire|poll",
    ),
)
"""In this order: of two that find the same diagnosis, the earlier one tells more."""

NO_DIAGNOSIS_HERE = rule(
    "talk about diagnosis",
    r"\b(?:biomarkers?|tests?|tools?|markers?|accuracy|signature|model|algorithm|classifier|panel|method|means"
    r"|potential|delay\w*|time to|barriers?|challeng\w+|difficult\w*|lacks?|lacking|misdiagnos\w+|under-?diagnos\w+"
    r"|aid|improve|facilitate|approach(?:es)?|rel(?:y|ies)|criteria for|definitions? for|utility|differential"
    r"|process|support(?:s"
    r"|ing)?|towards?|objective|early|reliable|objectively|diagnose) (?:[\w/-]+ ){0,4}?(?:diagnos\w+"
    r"|for the diagnosis|for diagnosis)"
    r"|\b(?:its|the|a definitive|no|an accurate|for) diagnosis (?:is|of exclusion|still|remains|relies)"
    r"|\bdiagnostic (?:test|tool|biomarker|marker|model|power|accuracy|potential|value)"
    r"|\b(?:correlating|related|relating|relevant) to (?:[\w/-]+ )?diagnosis|diagnosis model"
    r"|\b(?:required|needed|necessary|mandatory|essential) for (?:an? |the )?(?:[\w-]+ )?diagnos"
    r"|\b(?:no|not meeting (?:the|a)) (?:[\w/-]+ )?diagnosis\b|\bdiagnosis and (?:management|treatment|monitoring|"
    r"care)|\bmisdiagnos"
    r"|\bunderdiagnos",
)
ABOUT_PEOPLE_HERE = rule(
    "people of this study",
    r"\b(?:was|were|had|have been|we|our|will|n ?= ?\d|this study|survey (?:targeting|of|among|with)|as diagnosed"
    r"|newly diagnosed|diagnoses assigned"
    r"|outcome measures?|hazard ratios?|odds ratios?|(?:participants|patients|subjects|cases) ?:|eligible"
    r"|recruited|included|enrolled|participated|"
    r"completed"
    r"|aged|required|must|(?<!commonly )(?<!often )(?<!frequently )(?<!typically )reported|responded|met|fulfilled|"
    r"satisfied|underwent|took part|gave|attended|answered|said|self-?(?:identified|reported|described|declared))\b"
    rf"|\d+ (?:[\w-]+ ){{0,4}}{PEOPLE}\b",
)

_PEM = (
    r"(?:post[- ]?exertional[ -](?:malaise|symptom exacerbation|exacerbation|neuroimmune|symptom|worsening|fatigue"
    r"|sickness)|\bpem\b|\bpene\b|\bpese\b"
    r"|exertional (?:malaise|exacerbation)|(?:worsening|exacerbation) of (?:\w+ )?symptoms (?:after|following|upon"
    r"|with) (?:\w+ ){0,4}(?:exertion|activity|effort))"
)
PEM = rule("PEM", _PEM, anchors="exertion|pem|pene|pese|effort|activity")
_NO_TASK = (
    r"(?! (?:also )?(?:stop|rest|avoid|refrain|complete|wait|attend|wear|discontinue|terminate|end|pause|withdraw|"
    r"return|call"
    r"|tell|not)\b)"
)
"""What people had to do in the study is no condition for taking part."""

PEM_ASKED_BEFORE = rule(
    "PEM had to be there",
    r"\b(?:inclusion criteri(?:a|on)|eligibility criteri(?:a|on)|entry criteri(?:a|on)|study criteria|(?:was|were"
    r"|are|is|be) (?:\w+ )?(?:eligible|included|enrolled|recruited|selected|invited)(?: \w+){0,3} (?:if|based on"
    r"|on the basis of|when)"
    rf"|required (?:to{_NO_TASK}|for)|requir(?:ed(?! to)|ing|es)\b|requirement|(?:must|had to|have to|needed to)"
    + _NO_TASK
    + r"|mandatory|obligatory"
    r"|compulsory|prerequisite|eligib\w+|selected (?:based )?on"
    r"|only (?:patients|participants|those|individuals|people|subjects|cases) (?:who |that )?(?:with|had|reporting"
    r"|reported|experienc\w+|have)(?= ))\b",
)
PEM_SCORE_ASKED = rule(
    "a score for PEM had to be there",
    r"\b(?:required|had|needed) (?:also )?to (?:also )?(?:report|have|score|endorse|rate|reach|show) (?:a |an )?"
    r"(?:\w+ )?(?:score|rating|frequency|severity|level|threshold)[^.;]{0,50}\b(?:for|of|on|in) (?:\w+ ){0,2}$",
)
PEM_ASKED_AFTER = rule(
    "PEM was a condition",
    r"^(?:[^.;]{0,60}?)\b(?:was|were|is|being|as) (?:also |an? |additionally |further |explicitly "
    r"|always )*(?:required|mandatory|obligatory|compulsory|(?:\w+ )?prerequisite|necessary|(?:\w+ )?requirement"
    r"|(?:\w+ )?(?:inclusion|entry|eligibility) criteri(?:on|a)|needed)\b(?! (?:to|by) (?:assess|measure|determine"
    r"|avoid|induce)| only\b| (?:in|for|of) (?:only|some|a (?:subset|sub-?group|part)|the (?:second|first|other"
    r"|sub|replication"
    r"|validation))| (?:by|in|under|according to|as per) (?!(?:the |our |this )?(?:study|trial|protocol|us"
    r"|inclusion|order)))",
)
PEM_IS_ASKED = rule("PEM is asked for, of whom is not said", r"\b(?:is|being) [^.;]*$")
FOR_THIS_STUDY = rule(
    "for this study",
    r"\b(?:inclusion|included|eligib\w+|entry|enrol\w*|participat\w+|recruit\w*|take part|this (?:study|trial)"
    r"|our|we|will)\b",
)
PEM_WAIVED = rule(
    "the set without PEM",
    rf"(?:except(?:ing)?(?: for)?|with the exception of|apart from|other than|without|"
    rf"minus)(?: the)?(?: \w+){{0,2}} {_PEM}"
    rf"|{_PEM}(?: \(pem\))?,?(?: which)? (?:was|were|being) not (?:\w+ )?(?:required|mandatory|necessary|needed|"
    rf"obligatory|compulsory)",
    anchors="exertion|pem|pene|pese|effort|activity",
)
PEM_THEN_IN = rule(
    "with PEM they were taken in",
    r"^(?: \(pem\))?(?: [\w<>=-]+){0,6}? (?:was|were|will be) (?:then |therefore |subsequently )?(?:included|enrolled"
    r"|recruited|eligible|invited|selected)\b(?! in (?:the |a |this )?(?:\w+ )?(?:analys|model|subgroup|comparison))",
)
PEM_ALONG = rule(
    "criteria met, and PEM",
    r"^[^.;]{0,70}?(?:\b(?:and|also|plus|who|as well as|along with|in addition to)\b|,| with\b) ?(?:all |also "
    r"|who )?(?:had|have|having"
    r"|experienced|experiencing|reported|reporting|presented with|suffered from|suffering from|exhibited|with"
    r"|the presence"
    r" of|presence of|documented|plus|in addition to) (?!no\b|not\b|less|more|mild)(?:[\w-]+ ){0,3}$",
)
PEM_ALONG_ENDS = rule(
    "and nothing else is said of PEM",
    r"^(?: ?\(pem\))?(?:,? (?:underwent|participated|took part|completed|gave|were (?:studied|examined|tested"
    r"|assessed|compared|scanned|interviewed|randomi[sz]ed|assigned)|performed|donated|provided|wore|received)\b"
    r"|(?: (?:lasting|for|of|that lasted|persisting"
    r"|over)\b[^.;,]{0,40})?(?: ?[(\[][\d ,-]{1,12}[)\]])?(?:[.;]|$"
    r"|,? (?:were|was) (?:included|enrolled|recruited|eligible|invited|selected)| \(\d))",
)
PEM_LEFT_OUT = rule(
    "without PEM they were left out",
    r"\b(?:without|no|lack(?:ing|ed)?|absence of|not (?:have|report|experience)\w*)(?: \w+){0,2} $",
)
PEM_NOT_ASKED = rule(
    "PEM was no condition",
    r"\bbut not (?:of|for|in)\b|\bnot (?:\w+ )?(?:required|mandatory|a (?:requirement|prerequisite)|necessary|needed|"
    r"obligatory)"
    r"|\bregardless of|\birrespective of|\bwhether\b|\bdid not require|\bdoes not require|\bwithout requiring"
    r"|\boptional|\b(?:no|not an?) (?:condition|prerequisite|(?:inclusion |entry )?criterion)\b"
    r"|\bdo not require|\bno requirement|\bneed not",
)
ONE_OF_SEVERAL = rule(
    "one symptom of several",
    r"\b(?:at least|minimum of|more than|>=?|any|or more|\bone|two|three|four|five|six|\d) (?:\w+ )?(?:of|or more"
    r"|additional|other|further|from)\b|\u2265|[>=]|\bsuch as\b|\be\.g\b|\bfor example\b|\bincluding\b|\blike\b"
    r"|\beither\b|\bor$|\bor $",
)
AN_EVENT = rule(
    "PEM measured, provoked or avoided",
    r"^[ -]*(?:\(pem\) ?)?(?:(?:after|at|before|during|between) (?:each|every|any)\b|(?:occur|develop|began|start|"
    r"worsen|increas|arose|set in)|questionnaires?|scores?|scale|"
    r"diar(?:y|ies)|symptoms? (?:scores?|ratings?)"
    r"|(?:(?:was|were|be|is|to be|being) )?(?:measure\w*|assess\w*|recorded|rated|evaluated|monitored|scored)"
    r"|episodes?|threshold|avoid\w*|or\b|and/or|/ ?fatigue|severity|items?|sub-?scale|triggers?|risk"
    r"|education|management|survey)",
)
AN_EVENT_BEFORE = rule(
    "PEM measured, provoked or avoided",
    r"\b(?:avoid|induce|provoke|trigger|measure|assess|evaluate|prevent|minimi[sz]e|reduce|recover(?:y)? from"
    r"|manage|monitor|report any|record|rate|complete|questions? (?:on|about)|exacerbat\w+|risk of|due to"
    r"|because of|cause|causing|discuss"
    r"|score|scale|and/or|\bor) (?:\w+ ){0,3}$",
)
RULE_OF_A_SET = rule(
    "what a set of criteria asks",
    r"(?:criteri(?:a|on)|definitions?|guidelines?|\bccc|\bicc|\biom|fukuda|\bnam|\bseid"
    r"|concept)\)?(?: ?\([^()]{0,40}\)| ?\[[\d, -]{1,12}\])?,? ?(?:[\w/]+ ){0,4}?(?:which |that |also |all |both "
    r"|each |do |does |now )*(?:requir|mandat|includ|emphasi|demand|stipulat|specif|consider|state|need|compris"
    r"|list)",
)
FOR_TAKING_PART = rule(
    "for taking part",
    r"\bthey were (?:\w+ )?required\b|\btake part\b|\bpeople\b|\b(?:inclusion|included|include[ds]? (?:only "
    r")?(?:if|patients|participants)|"
    r"eligib\w+|entry|enrol\w*"
    r"|particip\w+|patients|subjects|recruit\w*|selected|selection|study|we|volunteers|cases|cohort|individuals"
    r"|adults)\b",
)

OTHER_WAYS: tuple[Rule, ...] = (
    *INFORMAL, NO_DIAGNOSIS_HERE, ABOUT_PEOPLE_HERE, PEM, PEM_ASKED_BEFORE, PEM_SCORE_ASKED, PEM_ASKED_AFTER,
    PEM_IS_ASKED, FOR_THIS_STUDY,
    PEM_WAIVED, PEM_THEN_IN, PEM_ALONG, PEM_ALONG_ENDS, PEM_LEFT_OUT, PEM_NOT_ASKED, ONE_OF_SEVERAL, AN_EVENT,
    AN_EVENT_BEFORE, RULE_OF_A_SET, FOR_TAKING_PART,
)  # fmt: skip
