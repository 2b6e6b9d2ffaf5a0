"""How a sentence says what criteria were for: to let people in, to sort them afterwards, or only to be talked about.

Every pattern sees one sentence in lower case. `roles.py` says in which order they are asked.
"""

from __future__ import annotations

from evidence.classifier.rules.base import Rule, rule
from evidence.classifier.rules.talk import (
    TALK,
)
from evidence.classifier.rules.vocabulary import FULFIL, LET_IN, LINK, LONG_COVID, ME, NUMBER, PEOPLE

INCLUSION_LIST = rule(
    "a list of inclusion criteria",
    r"\binclusion ?:|\b(?:inclusion|eligibility|entry|enrol(?:l)?ment|selection|study entry|recruitment|entrance"
    r"|participation)"
    r"(?: and exclusion|/exclusion)? (?:criteri(?:a|on)|requirements?|conditions?)"
    r"|\bcriteri(?:a|on) (?:for|of) (?:study )?(?:inclusion|entry|eligibility|enrol(?:l)?ment|participation"
    r"|selection)"
    r"|\b(?:were|was|are|is|be) (?:\w+ )?(?:eligible|included|invited|enrolled|recruited|admitted)[^.;]{0,60}?\bif\b"
    r"|\bto be (?:\w+ )?(?:eligible|included|enrolled|considered|recruited)|\bin order to (?:be|participate|take "
    r"part)"
    r"|\beligible (?:participants|patients|subjects|individuals|adults|cases|women|for)|\beligibility\b"
    r"|\b(?:inclusion|enrol(?:l)?ment|entry|participation)\b(?: [\w/-]+){0,6} (?:required|necessitated|demanded"
    r"|(?:was|were) (?:restricted|limited|confined) to|called for)\b",
    anchors="inclu|eligib|entry|enrol|select|recruit|entrance|particip|invited|admitted|consider|order to",
)
EXCLUSION_LIST = rule(
    "a list of exclusion criteria",
    # Not "after exclusion of other illness": that belongs to making the diagnosis.
    r"\bexclusion(?:ary)? criteri(?:a|on)|\bcriteri(?:a|on) for exclusion|\bexclusions?(?:(?: were| included)\b| ?:)"
    rf"|\b{PEOPLE}\b[^.;,]{{0,60}}\b(?:was|were|are|is|be) excluded|\bexcluded (?:if|when|were|for|because|those"
    rf"|any)\b"
    rf"|\bexcluding (?:any |all |those )?{PEOPLE}|\b(?:we|was|were) excluded {PEOPLE}|\bwe excluded\b"
    r"|\bineligible\b|\bnot (?:be )?(?:included|eligible|enrolled|recruited|admitted)",
    anchors="exclu|ineligible|not ",
)
FULFILLED = rule(
    "people met it",
    rf"\b{FULFIL}\b",
    anchors="met|meet|fulfil|satisf|compl|conform|qualif|adher|match|fit|consistent|compatible|in line|accord|keeping"
    "|agreement|positive for|correspond",
)
PRESENT_TENSE = rule(
    "now, not then",
    r"^(?:meets?|fulfils?|fulfills?|fulfill|satisfy|satisfies|comply with|complies with|comply by|"
    r"qualify \w+)$",
)
CHOSEN = rule("people were diagnosed or chosen", rf"\b{LET_IN}\b")
LINK_AT_END = rule("by, using, according to", rf"{LINK}(?=[^;]{{0,95}}$)")
ILLNESS_BY = rule(
    "the illness according to it",
    rf"{ME}\)?(?: ?\([^()]{{0,40}}\))?[^.;()]{{0,40}}?(?:according to|accordance with|based on|defined by|\bby\b"
    rf"|\bper\b|\busing\b|as (?:defined|described|specified))[^.;()]{{0,40}}$",
)
IN_BRACKETS = rule(
    "people, then the name in brackets",
    rf"(?:{PEOPLE}|{ME}|\b{PEOPLE}\b[^.;()]{{0,50}} with [^.;()]{{0,40}})(?: \w+)?(?:, ?| )?(?:n ?= ?\d+ ?,?;? ?)?"
    r"[(\[](?!or\b)[^()]{0,60}$|\bdiagnos(?:ed|is)\b[^.;()]{0,80}[(\[](?:the )?$",
)
DIAGNOSIS_WAS = rule(
    "how the diagnosis was made",
    r"\bdiagnos(?:is|es)\b[^.;]{0,60}\b(?:was|were|had been)\b|\bdiagnos(?:is|es) (?:followed|relied on|required"
    r"|rested on|met|fulfilled|conformed)\b|\b(?:confirmed|verified|made|established) (?:the|their|each|"
    r"this) (?:[\w/-]+ )?diagnos"
    r"|\bthey (?:were|had been) (?:\w+ )?diagnosed\b|\b(?:ascertainment|selection|recruitment|case definition|"
    r"identification)"
    r"(?: [\w/-]+){0,4} (?:followed|re(?:sted|lied) (?:up)?on|conformed|adhered)\b",
)
BRACKET_PEOPLE = rule("people", rf"\b{PEOPLE}\b")
USED_AFTER = rule(
    "it was used to let people in",
    r"^[^;]{0,60}?\bserved (?:for|as)\b|^[^;]{0,60}?\b(?:formed|provided|were|was|constituted) the basis (?:of|"
    r"for) (?:the "
    r"|study |our )*(?:inclusion|diagnos|selection|recruitment|enrol|case)"
    r"|^[^.;]{0,40},? and (?:all|every|each)\b[^.;]{0,40} (?:met|fulfilled|satisfied) (?:them|it|these|this)\b"
    r"|^[^.;]{0,40}[;,] (?:and )?only [^.;]{0,40}(?:met|fulfilled|satisfied) (?:them|it|these|this) (?:was|"
    r"were) (?:\w+ )?(?:enrolled"
    r"|included|recruited|invited|studied)\b|"
    r"^ ?(?:criteria )?for (?:study )?(?:inclusion|enrol\w+|entry|eligibility)\b"
    r"|^[^;]{0,110}?\b(?:is|are) (?:\w+ )?(?:employed|applied)\b"
    r"|^[^.;]{0,110}?\b(?:was|were|being|been|be) (?:(?!not |never )\w+ ){0,2}(?:used|applied|employed|required|met"
    r"|fulfilled|satisfied|adopted|chosen|followed"
    r"|utili[sz]ed|implemented|administered|checked|verified|confirmed)\b(?! (?:in|by) (?:\w+ ){0,2}(?:studies"
    r"|researchers|authors|trials"
    r"|papers|articles))",
)
ADJECTIVE_AFTER = rule(
    "people called after it",
    r"^(?: ?criteria)?(?:[- ](?:defined|diagnosed|positive|fulfilling|confirmed|based|compliant|selected|criteria"
    r"|criterion|confirmed|verified))"
    r"?[ -](?:(?:defined|diagnosed|positive|me/cfs|cfs/me|cfs|me) ){0,2}(?:patients|participants|cases|subjects"
    r"|individuals|group|cohort|women|adults)\b|^-based diagnos",
)
DIAGNOSED_BY_TOOL = rule(
    "diagnosed by a tool that puts it to work",
    r"\bdiagnos(?:ed|is)\b[^.;]{0,60}\b(?:questionnaire|algorithm|worksheet|checklist|instrument|tool|interview)\b"
    r"[^.;]{0,40}\b(?:provid|cover|includ|compris|implement|contain|offer|based on|operationali|built|apply|appli)"
    r"[^.;]{0,90}$",
)
COUNTED_AFTER = rule(
    "how many of them met it",
    rf"^[^.]{{0,120}}?(?:(?!100 ?%)\d[\d.]* ?%|(?<!all )(?<!every )(?<!the )\b{NUMBER}|\bnot all|\bsome|\bmost|"
    rf"\bhalf|\bfew|\bnone|\bthe majority)(?: of (?:them"
    rf"|these|the \w+))?(?: {PEOPLE})?(?: \w+)? (?:met|fulfilled|satisfied|did|qualified)(?: (?:them|it|these|this|"
    rf"those"
    r"|(?:the )?criteria))?(?=[.;,)]|$| and\b| but\b| while\b)"
    r"|^(?: criteria)?(?: ?\([^()]{0,30}\)| ?\[[\d, -]{1,12}\])?(?: (?:was|were|could be) (?:\w+ )?(?:made|confirmed|"
    r"met|fulfilled"
    rf"|established|given|diagnosed))? (?:in|by|for) (?:only |about |nearly )?(?:(?!100 ?%)\d[\d.]* ?%|"
    rf"{NUMBER} ?(?:of|out of|/) ?(?:the )?"
    rf"{NUMBER}|{NUMBER} ?\((?!100)\d[\d.]* ?%\))",
)
NOTED_AFTER = rule(
    "it was only noted",
    r"^(?: criteria)?(?: status)?(?: ?\([^()]{0,30}\))? (?:was|were) (?:also |additionally )?(?:assessed|recorded|"
    r"noted|documented"
    r"|evaluated|collected|scored|explored)\b|^(?: criteria)?[- ](?:\w+ )?(?:severity|disability|functional|"
    r"functioning)\b"
    r"(?: (?:scale|criteria|grad\w+|categor\w+|levels?|classif\w+|rating))?",
)
PUT_OUT_AFTER = rule(
    "who met it was left out",
    r"^(?: ?criteria)?(?: ?[(\[][^()\[\]]{0,40}[)\]])?(?: for [\w/]+)?,? (?:was|were|are|will be) (?:\w+ "
    r")?excluded\b",
)
OTHER_ANALYSIS = rule(
    "an analysis besides the main one",
    r"\b(?:sensitivity|secondary|exploratory|post[- ]?hoc|subgroup|sub-group|additional|supplementary|separate"
    r"|subset|stratified|robustness) analys[ei]s\b",
    anchors="analys",
)
ILLNESS_AFTER = rule(
    "the illness called after it",
    rf"^(?: ?criteria)?[- ](?:defined|diagnosed|confirmed|verified|positive|based) (?:{ME}|me\b)",
)
THEN_PEOPLE = rule(
    "using it, people were chosen",
    rf"^[^.;]{{0,140}}?\b{PEOPLE}[^.;]{{0,60}}?\b(?:was|were|been) (?:\w+ )?(?:recruited|enrolled|included|selected"
    r"|diagnosed|identified|studied|invited"
    r"|chosen|eligible)"
    r"|^[^.;]{0,40}?, we (?:\w+ )?(?:recruited|enrolled|included|selected|diagnosed|identified|studied|invited)\b",
)
WE_USED = rule(
    "we used it",
    r"\b(?:we|study|trial|clinic|cent(?:er|re)|hospital|team|physicians?|clinicians?|specialists?|who|investigators"
    r"|researchers) (?:[\w/-]+ ){0,5}?(?:used|applied|employed|adopted|followed|utili[sz]ed|required|took|chose"
    r"|relied on)\b[^.;]{0,80}$"
    r"|\b(?:case definition|diagnostic criteria|criteria|definition) (?:for (?:me/cfs|cfs|case\w*) )?(?:used"
    r"|applied|employed|adopted|were|was)\b[^.;]{0,80}$"
    r"|\brequir(?:ed(?! (?:by|in|under|symptoms?|features?|elements?|parts?|components?)\b)|ing"
    r"|ement)\b[^.;]{0,120}$",
)
FOR_DIAGNOSIS = rule(
    "for diagnosis or selection",
    r"\bfor (?:the |study |making (?:the |a ))?(?:diagnos|inclusion|selection|recruit|enrol|case (?:definition"
    r"|finding))",
)
WE_USED_PLAINLY = rule(
    "we used it to find patients",
    r"\bwe (?:only )?(?:used|applied|employed|adopted) (?:the |only the )?(?:[\w/-]+ ){0,2}$|\buse of (?:the )?$"
    r"|^\W*(?:case definition|diagnostic criteria|diagnosis|criteria|cases?|patients?|subjects|participants|me/cfs"
    r"|cfs)(?: used| group)? ?: ?[^.;]{0,20}$",
)
TO_FIND_PATIENTS = rule(
    "to find patients",
    r"^(?: ?criteria)?(?: (?:19|20)\d\d)?(?: ?[(\[][^()]{0,40}[)\]])? ?(?:[.,;]|$|for (?:study )?(?:inclusion|"
    r"recruitment|selection"
    r"|enrol|entry|eligib|the"
    r" diagnosis|diagnosis|case)|to (?:diagnos|select|defin|identif|recruit|includ|confirm|enrol)|and|or)",
)

COMPARED = rule(
    "definitions were compared",
    rf"\bcompar(?:e|ed|es|ing|ison|isons)\b (?:(?!{PEOPLE}\b(?! definition)|with\b"
    rf"|to\b)[\w/-]+,? ){{0,7}}(?:criteria|definitions?)\b"
    r"|\b(?:agreement|concordance|overlap|discrepanc\w+|differences?) (?:between|among|of"
    r"|across)[^.;]{0,60}\b(?:criteria|definitions?)"
    r"|\b(?:sensitivity|specificity|accuracy|validity|performance) of\b[^.;]{0,60}(?:criteria|definition)"
    r"|\boperationali[sz](?:e|ing|ation)\b",
)
_SETS = (
    r"(?:(?:two|three|four|five|six|seven|eight|[2-8]|several|different|multiple|various|many|numerous|a number of"
    r"|a variety of|a range of|competing|alternative|all existing|all available|all known) "
    r"(?:(?:different|published|diagnostic|clinical|research|case|consensus|me/cfs|cfs/me|cfs|me|international|separate"
    r"|distinct|validated|established|existing|current|available|common|known|competing|alternative|accepted|used|widely"
    r"|commonly|internationally|well-known|recogni[sz]ed|major|main|more|other|further"
    r"|additional|newer|stricter|sets of|formal|proposed|relevant|the) )*"
    r"(?:definitions|criteria(?: sets)?|criterion sets|systems))"
)
HELD_AGAINST = rule(
    "held against several definitions",
    r"\b(?:evaluat(?:ed|ion)|re-?evaluated|assess(?:ed|ments?)|examin(?:ed|ation)|check(?:ed|s)?|tested|judged|reviewed"
    r"|appraised|rated|screened|investigated|interviewed|looked at|phenotyped|characteri[sz]ed|compared)\b[^.;]{0,90}?"
    r"\b(?:according to|against|by|using|with|based (?:up)?on|basis of|for|light of|under|applying|per|through"
    r"|regard to|respect to|relation to|terms of|following|fulfil(?:l)?ment of|accordance with)"
    rf" (?:the )?(?:following )?{_SETS}\b[^;]{{0,160}}$"
    rf"|\b{_SETS}[^.;]{{0,40}}? (?:was|were) (?:\w+ ){{0,2}}?(?:applied|used|employed) (?:\w+ )?(?:to|for|on|in) "
    r"(?:assess|evaluat|examin|check|judg|test|(?:all|each|every|these|those|our|the)\b)[^.;]{0,60}$"
    rf"|\bfulfil(?:l)?ment of (?:the )?(?:following )?{_SETS}\b[^.;]{{0,60}}$",
    anchors="definitions|criteria|criterion sets|systems",
)
LOOKED_AT = rule(
    "people were looked at",
    r"\b(?:re-?)?(?:evaluated|assessed|examined|checked|reviewed|screened)\b",
    anchors="evaluated|assessed|examined|checked|reviewed|screened",
)
ALL_OF_THEM = rule(
    "all of these sets had to be met",
    r"\bboth\b(?! (?:\w+ )?(?:sites|cent(?:er|re)s|groups|sexes|cohorts|arms|genders|men|women|countries|hospitals"
    r"|patients|clinics|studies))|\b(?:all|each|every one) (?:of )?(?:the |these |those )?(?:two|three|four|five"
    r"|[2-5]|following|(?:\w+ ){0,2}(?:criteria|definitions|sets))\b"
    r"|\b(?:fulfil\w*|met|meet(?:s|ing)?|satisf\w+|compl(?:y|ied|ying) with|conform\w* (?:to|with)|had to"
    r"|have to|must|requir(?:ed|ing|es?)"
    r"|needed to)\b(?![^;]{0,130}\b(?:diagnosed|evaluated|assessed|examined|checked|screened|reviewed|recruited"
    r"|selected|identified|classified|defined)\b)|\b(?:simultaneously|concurrently|at the same time|jointly)\b",
    anchors="both|all |each|every one|fulfil|met|meet|satisf|compl|conform|had to|have to|must|requir|needed to|simult"
    "|concurr|same time|jointly",
)
ALL_MET_AFTER = rule(
    "and all of these sets were met",
    r"^[^.]{0,60}?\b(?:(?:was|were|be|been|being|are|is) (?:\w+ )?(?:met|fulfilled|satisfied|required)|all of (?:them"
    r"|these|which)|all (?:had|have) to|both of (?:them|these|which)"
    r"|(?:met|fulfilled|satisfied) (?:all|both|each|these|them))\b"
    r"|^[^.;]{0,20}?\b(?:simultaneously|concurrently|at the same time|jointly|combined)\b",
)
CAME_IN = rule(
    "people were diagnosed or taken in",
    r"\b(?:diagnosed|recruited|included|enrolled|selected|identified|invited|eligible|confirmed|defined)\b",
)
LET_IN_BY_THEM = rule(
    "and those who met them were taken in",
    r"\b(?:met|meeting|fulfil\w*|satisf\w+|positive)\b[^.;]{0,60}\b(?:included|enrolled|recruited|selected|eligible)\b"
    r"|\b(?:included|enrolled|recruited|selected|eligible)\b[^.;]{0,30}\b(?:if|when|who) [^.;]{0,20}"
    r"\b(?:met|fulfil\w*|satisf\w+)\b",
    anchors="included|enrolled|recruited|selected|eligible",
)
SORTED_AFTER = rule(
    "it was used to find out who of them had it",
    r"^[^.;]{0,70}?\b(?:used|applied|employed|administered|utili[sz]ed) (?:\w+ )?to (?:determine|assess|evaluate"
    r"|estimate"
    r"|establish|identify|ascertain|calculate|judge|see|screen|grade|examine|explore|investigate|detect|check"
    r"|quantify"
    r"|define|measure|find)\b(?: (?:out|for|the|a|an|any|which|possible|potential|of)){0,3}(?: [\w/()-]+){0,3}? "
    r"(?:phenotypes?|sub-?types?|prevalence|incidence|presence|occurrence|proportion|frequency|rates?|likelihood"
    r"|overlap"
    r"|whether|how many|which of|who|if)\b"
    r"|^[^.;]{0,70}?\b(?:used on|applied (?:to|on)) (?:(?:the|their|these|all|each|our|this|existing|those|of) "
    r")*(?:[\w-]+ ){0,2}"
    r"(?:answers?|responses?|data|datasets?|records?|items?|sample|symptoms?|scores?|questionnaires?|ratings?|results"
    r"|population|survey)\b"
    r"|^[^.;]{0,70}?\b(?:used|applied|employed|administered) (?:\w+ )?to (?:classify|stratify|subgroup|sub-?divide"
    r"|sub-?type|categori[sz]e|grade|divide|separate|compare)\b(?! (?:\w+ ){0,2}as (?:having )?(?:\w+ )?cases?)",
)
AIM_OF_THEM = rule(
    "to test the definition is the aim",
    r"\b(?:determine|estimate|assess|examine|calculate|establish|investigate) (?:the )?(?:\w+ )?(?:proportion"
    r"|percentage|number"
    r"|share|prevalence|frequency) of [^.;]{0,90}\b(?:who|that) (?:also |would )?(?:meet|fulfil|fulfill|satisfy"
    r"|met|fulfilled"
    r"|satisfied)(?: the)?(?: full)? $|"
    r"\b(?:aims?|aimed|objectives?|purpose|goals?|sought)\b[^.;]{0,60}\bto (?:apply|validate|compare|contrast"
    r"|operationali[sz]e|test|evaluate|assess|examine|replicate)\b (?:the )?(?:(?:performance|use|validity|utility"
    r"|selectivity|specificity|sensitivity|reliability|accuracy|impact|effects?|applicability) of )?(?:\w+ ){0,2}$"
    r"|\b(?:case[- ])?(?:definitions|criteria) (?:that were )?(?:considered|compared|examined|evaluated|tested"
    r"|studied"
    r"|contrasted) (?:were|was|included|are|comprised)\b[^.;]{0,40}$",
    anchors="aim|objective|purpose|goal|sought|definitions|criteria|proportion|percentage|number|share|prevalence|frequency",
)
VERSUS = rule(
    "the title sets definitions against each other",
    r"\b(?:compar\w+|contrast\w+|versus|vs|differing|differences?|agreement|concordance|overlap|evaluating"
    r"|examining|applying"
    r"|validat\w+|operationali[sz]\w+)\b.*\b(?:criteria|definitions?)\b"
    r"|\b(?:criteria|definitions?)\b.*\b(?:versus|vs|compar\w+|overlap|agreement|identify (?:the same|different)"
    r"|(?:the )?same (?:\w+ )?(?:illness|patients|people|disease|individuals|population))\b",
)
AS_OUTCOME = rule(
    "met or not met as a result",
    r"\bno longer\b|\b(?:primary|secondary|main|study|key) (?:outcomes?|end-?points?|objective|aim)\b"
    r"|\boutcomes? (?:was|were|measure|included)|\bat (?:the )?(?:\w+ )?follow-?up\b"
    r"|\bat (?:\d+|three|six|twelve) (?:months|weeks|years)\b(?! of)|\bdevelop(?:ed|ing|ment of|s)? (?:new-onset "
    r"|post-?\w+ )?(?:" + ME + r")|\bprogressed to|\brecover(?:y|ed) (?:was )?defined"
    r"|\bremission\b|\b(?:incidence|prevalence|rates?|frequency|proportion|percentage|risk|odds|likelihood"
    r"|number) (?:rate )?(?:\w+ )?(?:and|of|for)\b",
)
NOW = rule("a statement of general knowledge", r"\b(?:is|are|has been|have been|can|may|varies|ranges)\b")
SORTED = rule(
    "sorted afterwards",
    r"\b(?:classif(?:y|ied|ying)|categori[sz](?:e|ed|ing)|stratif(?:y|ied|ying)|subgroup(?:ed|s)?|sub-?divided"
    r"|divided|dichotomi[sz]ed|subdivid\w+|sub-?typed?|split|grouped)\b",
    anchors="classif|categor|stratif|group|divid|dichotom|type|split",
)
THEN_SORTED = rule(
    "met one set, and then sorted by another",
    # "Met the Oxford criteria and were then classified by ...", "... and were evaluated against ...".
    r"\b(?:was|were) (?:then |subsequently |further |additionally |also |later |thereafter |retrospectively )+"
    rf"(?:{SORTED.source})|\b(?:fukuda|cdc|oxford|holmes|canadian|international|ccc|icc|iom|institute)\b[^.;]"
    r"{0,60}\b(?:was|were) (?:\w+ ){0,2}?(?:evaluated|assessed|examined|checked|tested|screened|reviewed)\b",
    anchors="was|were",
)

PART_OF_THEM = rule(
    "only some of them",
    r"\b(?:subset|sub-?groups?|sub-?sample|sub-?cohort|proportion|fraction|portion|minority|majority|percentage"
    r"|a (?:third|quarter) of|one[- ]third|(?:two|three|four)[- ](?:thirds|quarters|fifths)|one[- ](?:quarter|fifth)|"
    r"(?:about|approximately|nearly|almost|over|more than|less than"
    r"|only) half|half of)\b"
    r"|\b(?:most|some|several|few|many|certain)(?: of)?(?: the| our| these"
    rf"| those)? (?:[\w/-]+ ){{0,2}}?(?:{PEOPLE}\b|$)"
    rf"|\b{NUMBER}(?: ?\(? ?\d[\d.]* ?%\)?)?(?: \w+){{0,2}} (?:of|out of) (?:the |these |those |them|our "
    r"|whom|which|all )"
    rf"|\bonly {NUMBER}\b|\b{NUMBER} ?\((?!100)\d[\d.]* ?%\)(?: [\w-]+){{0,2}} {PEOPLE} ?$"
    rf"|\b{NUMBER} (?:of|out of) {NUMBER}\b|\b(?!100 ?%)\d[\d.]* ?(?:%|percent|per cent) ?\)? ?(?:(?:of|also|did"
    r"|were classified"
    r"|had)\b|$)|(?<!\ball )(?<!\beach )(?<!\bboth )\bof (?:these|those|them|whom|the \d+)\b|\bthose who\b|\bwho "
    r"also\b"
    r"|\b(?:not|nearly|almost|virtually|practically) (?:all|every\w*)\b|\bmost,? (?:if not|perhaps|possibly|"
    r"probably) all\b",
)
EVERYBODY = rule(
    "everybody",
    r"(?<!\bof )(?<!\bnot )(?<!perhaps )(?<!possibly )(?<!probably )(?<!nearly )(?<!almost )(?<!virtually )"
    r"(?<!practically )\b(?:all|every|each|entire|100 ?%|everyone|everybody)\b(?! (?:of )?(?:which|other|studies))",
)
TAKEN_IN = rule(
    "and they were taken in",
    r"\b(?:(?:was|were|be|been|then|and|thus|therefore|finally|subsequently|we) (?:\w+ )?(?:included|enrolled"
    r"|recruited"
    r"|selected|invited|eligible|retained|studied|randomi[sz]ed|analy[sz]ed|entered)|participated|took part"
    r"|agreed to participate|gave (?:written )?(?:informed )?consent|comprised the|constituted the)\b",
)
LOOKED_AT_FIRST = rule(
    "people looked at before any were taken in",
    r"\b(?:screened|assessed for eligibility|approached|(?:selected|included|enrolled|recruited|studied"
    r"|focus(?:ed)? on"
    r"|retained|chose) (?:only )?(?:a |the |those )?(?:subset|sub-?group|sub-?sample)"
    r"|(?:kept|retained|selected|included|recruited|invited|chose|enrolled|identified|(?:restricted|limited"
    r"|confined) to)"
    rf" (?:only )?(?:[\w-]+ ){{0,5}}?(?:those|the ones|{PEOPLE})(?: with (?:[\w-]+ ){{1,4}}?)? ?who"
    r"|(?:met|satisfied|fulfilled) (?:(?:our|the|all|these|study|inclusion|eligibility|entry"
    r"|enrol(?:l)?ment) ){1,4}criteria"
    r"|only (?:those|patients|participants|people|individuals)[^.;]{0,40}(?:included|enrolled|recruited|invited))\b",
)
ALSO = rule(
    "also",
    r"\b(?:also|additionally|in addition|furthermore|moreover|as well|besides|further|both|simultaneously"
    r"|concurrently|plus)\b",
)
IN_THE_STUDY = rule(
    "about this study",
    rf"\b(?:was|were|had|did|we|our|will|n ?= ?\d+|this (?:study|trial|cohort|analysis|investigation)|must|required"
    r"|eligible|recruited|included|enrolled|participated|completed|underwent|met|fulfilled|satisfied|gave|took part"
    r"|attended|volunteered|reported|donated|provided|suffered|presented|qualified|consented|agreed|joined|comprised"
    rf"|consisted|selected|visited|needed|confirmed|verified|\d+ (?:[\w/-]+ ){{0,4}}{PEOPLE})\b"
    r"|^\W*(?:\w+: )?to (?:present|examine|evaluate|investigate|assess|compare|study|measure|determine|describe|test"
    r"|explore|characteri[sz]e|analy[sz]e|report)\b"
    r"|^\W*(?:patients?|cases?|participants?|subjects?|me/cfs|cfs)(?: group| patients| cohort)? ?:",
)
WILL = rule(
    "a plan", r"\b(?:will|must|required|have to|had to|need(?:ed|s)? to|eligib\w+|inclu\w+|enrol\w*|recruit\w*|if)\b"
)

CONTROLS = rule(
    "the comparison group",
    r"\b(?=[chs])(?:(?<!case[- ])(?<!case/)(?<!disease )controls?(?! (?:study|design))|hcs?|healthy (?:volunteers"
    r"|subjects"
    r"|individuals|participants|donors|people|group|adults)"
    r"|comparison (?:group|subjects|participants)|sedentary (?:subjects|people))\b",
)
GROUP_BEFORE = rule(
    "who the sentence is about",
    r"(?P<control>\b(?=[ch])(?:(?<!case[- ])(?<!case/)(?<!disease )controls?(?! (?:study|design))|hcs?|healthy "
    r"(?:volunteers|"
    r"subjects|individuals|participants|donors|people|group"
    r"|adults)|comparison (?:group|subjects))\b)"
    rf"|(?P<covid>{LONG_COVID})|(?P<me>{ME})|(?P<other>\b(?=[fmdigls])(?:fibromyalgia|multiple sclerosis"
    rf"|depress(?:ed|ion|ive)"
    r"|fm\b|ibs\b|gulf war|gwi\b|lyme|sjogren))",
)
COVID_PEOPLE = rule(
    "people with long COVID",
    rf"{LONG_COVID}\)?(?: [\w-]+){{0,2}} {PEOPLE}\b|\b{PEOPLE} with (?:[\w-]+ ){{0,2}}{LONG_COVID}",
)
ME_GROUP = rule(
    "a group with ME/CFS",
    rf"\b{PEOPLE} (?:with|who had|having|diagnosed with) (?:[\w-]+ ){{0,2}}{ME}|{ME}\)? (?:[\w-]+ )?(?:patients"
    r"|participants"
    r"|group|cases|cohort|subjects|individuals|women|arm)\b",
)
OTHER_ILLNESS = rule(
    "criteria of another illness",
    r"\b(?:american college of rheumatology|acr\b|rome (?:iii|iv|ii)|dsm-|mcdonald|kansas|beighton|fibromyalgia"
    r"|who criteria)",
)

CUES: tuple[Rule, ...] = (
    INCLUSION_LIST, EXCLUSION_LIST, FULFILLED, PRESENT_TENSE, CHOSEN, LINK_AT_END, ILLNESS_BY, IN_BRACKETS,
    DIAGNOSIS_WAS, BRACKET_PEOPLE, USED_AFTER, ADJECTIVE_AFTER, DIAGNOSED_BY_TOOL, COUNTED_AFTER, NOTED_AFTER,
    PUT_OUT_AFTER, OTHER_ANALYSIS, ILLNESS_AFTER, THEN_PEOPLE, WE_USED, FOR_DIAGNOSIS, WE_USED_PLAINLY,
    TO_FIND_PATIENTS, COMPARED, HELD_AGAINST, LOOKED_AT, ALL_OF_THEM, ALL_MET_AFTER, CAME_IN, LET_IN_BY_THEM,
    SORTED_AFTER, AIM_OF_THEM, VERSUS, AS_OUTCOME, NOW, SORTED, THEN_SORTED, PART_OF_THEM, EVERYBODY,
    TAKEN_IN, LOOKED_AT_FIRST, ALSO, IN_THE_STUDY, WILL, CONTROLS, GROUP_BEFORE, COVID_PEOPLE, ME_GROUP,
    OTHER_ILLNESS, *TALK,
)  # fmt: skip
