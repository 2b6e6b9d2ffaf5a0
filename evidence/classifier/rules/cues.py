"""How a sentence says what criteria were for: to let people in, to sort them afterwards, or only to be talked about.

Every pattern sees one sentence in lower case. `roles.py` says in which order they are asked.
"""

from __future__ import annotations

from evidence.classifier.rules.base import Rule, rule
from evidence.classifier.rules.vocabulary import FULFIL, LET_IN, LINK, LONG_COVID, ME, NUMBER, PEOPLE

INCLUSION_LIST = rule(
    "a list of inclusion criteria",
    r"\binclusion ?:|\b(?:inclusion|eligibility|entry|enrol(?:l)?ment|selection|study entry|recruitment|entrance"
    r"|participation)"
    r"(?: and exclusion|/exclusion)? (?:criteri(?:a|on)|requirements?|conditions?)"
    r"|\bcriteri(?:a|on) (?:for|of) (?:study )?(?:inclusion|entry|eligibility|enrol(?:l)?ment|participation|selection)"
    r"|\b(?:were|was|are|is|be) (?:\w+ )?(?:eligible|included|invited|enrolled|recruited|admitted)[^.;]{0,60}?\bif\b"
    r"|\bto be (?:\w+ )?(?:eligible|included|enrolled|considered|recruited)|\bin order to (?:be|participate|take part)"
    r"|\beligible (?:participants|patients|subjects|individuals|adults|cases|women|for)|\beligibility\b"
    r"|\b(?:inclusion|enrol(?:l)?ment|entry|participation)\b(?: [\w/-]+){0,6} (?:required|necessitated|demanded"
    r"|(?:was|were) (?:restricted|limited|confined) to|called for)\b",
)
EXCLUSION_LIST = rule(
    "a list of exclusion criteria",
    # Not "after exclusion of other illness": that belongs to making the diagnosis.
    r"\bexclusion(?:ary)? criteri(?:a|on)|\bcriteri(?:a|on) for exclusion|\bexclusions?(?:(?: were| included)\b| ?:)"
    rf"|\b{PEOPLE}\b[^.;,]{{0,60}}\b(?:was|were|are|is|be) excluded|\bexcluded (?:if|when|were|for|because|those|any)\b"
    rf"|\bexcluding (?:any |all |those )?{PEOPLE}|\b(?:we|was|were) excluded {PEOPLE}|\bwe excluded\b"
    r"|\bineligible\b|\bnot (?:be )?(?:included|eligible|enrolled|recruited|admitted)",
)
FULFILLED = rule("people met it", rf"\b{FULFIL}\b")
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
    rf"(?:{PEOPLE}|{ME})(?: \w+)?(?:, ?| )?(?:n ?= ?\d+ ?,?;? ?)?[(\[][^()]{{0,60}}$"
    r"|\bdiagnosed\b[^.;()]{0,60}[(\[](?:the )?$",
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
    r"^(?: ?criteria)?(?: ?[(\[][^()\[\]]{0,40}[)\]])?(?: for [\w/]+)?,? (?:was|were|are|will be) (?:\w+ )?excluded\b",
)
OTHER_ANALYSIS = rule(
    "an analysis besides the main one",
    r"\b(?:sensitivity|secondary|exploratory|post[- ]?hoc|subgroup|sub-group|additional|supplementary|separate"
    r"|subset|stratified|robustness) analys[ei]s\b",
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
    r"|\brequir(?:ed|ing|ement)\b[^.;]{0,120}$",
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

NEGATED = rule(
    "not met",
    r"\b(?:not|never|n't|neither|nor|fail(?:ed|ing|ure)? to|without|unable to|no longer|unless"
    r"|insufficient(?:ly)?)\b[^.;,]{0,45}$",
)
LEFT_OUT = rule(
    "who did not meet it was left out",
    r"\b(?:excluded|not (?:be )?(?:\w+ )?(?:included|eligible|enrolled|recruited|invited|considered|admitted"
    r"|accepted|part)|ineligible|removed|left out"
    r"|withdrawn|discarded|screen failures?)\b",
)
INSTEAD = rule(
    "another was used instead",
    r"(?:instead of|rather than|\bunlike\b|as opposed to|in place of|\b(?:but|and) not\b|[,(] ?not)(?: by| on| using)?"
    r"(?: the| a)?[ \w-]{0,12}$",
)
NOT_FOR_SURE = rule(
    "a wish, a doubt or a condition",
    r"\b(?:where|when|if|whenever) (?:possible|applicable|available|needed|appropriate|feasible)\b|\b(?:preferably"
    r"|ideally"
    r"|optionally)\b|\bwith or without\b|\b(?:regardless|irrespective|independent(?:ly)?) of\b|\bwhether\b"
    r"|\b(?:possibly|probably|presumably|would have|might have|may have|could have) $|\bhow many\b"
    r"|\b(?:before|prior to)(?: the)? (?:criteria|publication|introduction|development|release)\b[^.;]{0,40}$"
    r"|\b(?:before|prior to|until)(?: the)? $|\b(?:adapted|derived|modified|inspired) (?:from|by|after)(?: the)? $"
    r"|\b(?:information|data|knowledge|details) (?:on|of|about)(?: the)? $"
    r"|\b(?:see|determine|assess|examine|explore|know|ask|asked|establish|find out) (?:who|which)\b",
)
IF_THEY = rule("if they did", r"\b(?:if|when|unless|once)\b[^.;,]{0,60}$")
LET_IN_IF = rule(
    "let in if they did",
    r"\b(?:includ|exclud|enrol|eligib|recruit|invit|consider|accept|admit|select|classified as|diagnosed|participat"
    r"|take part|qualif|inclusion"
    r"|case)\w*",
)
NEITHER = rule("neither", r"\b(?:neither|none of|no)\b")
NOT_AFTER = rule(
    "it was not used",
    r"^[^.;,]{0,50}?\b(?:was|were|is|are|had|have|been) (?:also )?(?:not|never|n't)\b|^[^.;,]{0,50}?\bcould not\b",
)
MET_BY_SOME = rule(
    "only some met it",
    r"\b(?:by|in) (?:only |about |approximately |nearly |almost )?(?!all\b|each\b|every)(?:"
    + NUMBER
    + r"\b(?! (?:clinic|hospital|site"
    r"|cent|physician|specialist|doctor|author|psych|investig|independent|experienced))|some|most|many|half"
    r"|a (?:minority"
    r"|subset|third|quarter|few|majority)|the majority|the remaining)",
)
DEFINED_OTHER = rule(
    "something else was defined by it",
    r"\b(?:pem|malaise|severity|recovery|remission|improvement|(?<!chronic )fatigue|symptoms?|disability|intolerance"
    r"|impairment|domains?|items?|questions?|questionnaires?|scores?|response)\b[^.;]{0,40}?\b(?:was|were|is"
    r"|are) (?:\w+ )?(?:defined|graded"
    r"|scored|rated|assessed|derived|developed|grouped|categori[sz]ed|evaluated|measured|recorded|collected)\b",
)

OTHER_STUDIES = rule(
    "other studies",
    r"\b(?:studies|papers|authors|trials|reports|literature|publications|investigations|researchers|articles)\b"
    r"(?: \w+){0,5}? (?:that|which|used|using|uses?|have|has|had|included?|reported|found|employ\w+|based|apply\w*"
    r"|applied|recruited|rel(?:y|ied)|defin(?:ed|ing)"
    r"|were (?:included|eligible|selected|excluded)|with patients|with participants|of patients|in which|whose"
    r"|where|did|do|suggest\w*|show\w*|vary|varied)\b"
    r"|\b(?:\w+ et al\.?|colleagues),? ?(?:[(\[]?\d{4}[)\]]?|\[\d+\])? ?(?:used|reported|found|recruited|included"
    r"|studied|applied|compared|showed|defined|demonstrated)\b"
    r"|\bpublished (?:data|cohorts?|results|reports)\b|\bin (?:a|an|another|one|their|that|the) (?:recent|previous"
    r"|earlier|prior|separate"
    r"|different|similar|large) (?:study|trial|report|paper|analysis)\b|\bin (?:their|another|that) (?:study|trial"
    r"|report|paper)\b"
    r"|\bin the (?:study|trial|report|cohort) (?:of|by) \w+ et al"
    r"|\bit (?:has been|was|is) (?:\w+ )?(?:reported|shown|found|suggested|known|argued|demonstrated|estimated)\b"
    r"|\b(?:has|have) been (?:\w+ )?(?:reported|shown|found|demonstrated|suggested|observed)\b"
    r"|\bother (?:groups|teams|cent(?:er|re)s|researchers|authors|investigators|clinics) (?:have|had|used|recruited|"
    r"included"
    r"|studied|enrolled|applied|require)"
    r"|\b(?:norms|normative (?:data|values)|reference (?:values|data))\b"
    r"|\bin the literature\b|\b(?:previous|prior|earlier|past|other|most|many) (?:\w+ )?(?:studies|research|trials"
    r"|work|papers)\b",
)
AS_BEFORE = rule(
    "as in earlier work of ours",
    r"\b(?:as|like|similar(?:ly)? to|consistent with|described|reported|published|from|of|in|our"
    r"|same as) (?:\w+ ){0,4}$",
)
ADVICE = rule(
    "advice or wish",
    r"\b(?:should|could|might|would|ought to|may) (?:\w+ ){0,3}(?:be|use|adopt|employ|help|consider|apply|have"
    r"|include|benefit|improve|lead|explain|represent|reflect)\b"
    r"|\b(?:we|authors|panel|committee|experts?|guidelines?) (?:\w+ )?(?:recommend|suggest|advocate|encourage|urge"
    r"|advise)"
    r"|\b(?:trials|studies|research\w*|investigators|authors|clinicians|doctors|we) (?:should|ought to)\b"
    r"|\b(?:would|might|may) be (?:better|preferable|useful|helpful|worthwhile|important|desirable)\b"
    r"|\bfuture (?:studies|research|work|trials)|\b(?:is|are) (?:\w+ )?(?:recommended|needed|advised|encouraged"
    r"|preferred|preferable)\b|\bneed for\b",
)
CRITERIA_IN_GENERAL = rule(
    "criteria in general",
    r"\b(?:several|various|many|multiple|different|numerous|more than \w+|over \w+|competing"
    r"|existing|currently available|a number of|a variety of)"
    r" (?:sets of |published |existing |proposed |currently |available |current |clinical |research |diagnostic "
    r"|case |consensus |me/cfs |cfs )*(?:criteria|definitions)\b"
    r"(?! (?:were|was) (?:met|required|used for inclusion))"
    r"|\bcriteria (?:exist|vary|differ|do not|does not|have (?:been|evolved|changed)|has been|such as|include|like)\b"
    r"|\b(?:lack|absence) of (?:\w+ ){0,3}(?:criteria|definition|consensus)|\bthere (?:is|are|have been|has been)\b"
    r"|\bno (?:single|universally|consensus)",
)
MOST_USED = rule(
    "the criteria most used",
    r"\b(?:most|more) (?:widely|commonly|frequently|often|popular|broadly)[- ]?(?:used|cited|applied|accepted"
    r"|recogni[sz]ed|adopted|employed)?",
)
OUR_OWN = rule(
    "in contrast, this study",
    r"\b(?:we|our|here|hence|therefore|in (?:this|the present|the current)|present|current)\b",
)
MADE_BY = rule(
    "how the criteria came about",
    r"\b(?:was|were|been) (?:first |originally |recently |initially |subsequently |later |then )?(?:proposed"
    r"|developed|introduced|created|issued|formulated|criticis\w+|criticiz\w+"
    r"|drafted|coined|released|replaced|superseded|suggested|recommended|renamed|revised)\b|\b(?:proposed|developed"
    r"|introduced|suggested|recommended) (?:the|a|new|that)\b",
)
IN_GENERAL = rule(
    "a general truth",
    r"\b(?:is|are|can be|may be|could be|must be) (?:\w+ly |\w+ )?(?:diagnosed|defined|characteri[sz]ed|identified"
    r"|based|made|established|classified|recogni[sz]ed|considered|used|described|termed"
    r"|assessed)\b",
)
DESCRIBED_AFTER = rule(
    "what the criteria say",
    r"^(?:(?: for (?:me/cfs|cfs|chronic fatigue syndrome|me))?(?: ?\([^()]{0,60}\)"
    r"| ?\[[\d, -]{1,15}\])?,? ?(?:which |that |also |now |both |each |all )?)"
    r"(?:require|emphasi[sz]e|specif|state|stipulate|consist|comprise|describe|demand|list|focus|capture|select"
    r"|identify|is |are |has |have |include[sd]? |mandate|do not|does not|did not (?:require|include)"
    r"|considers?|defines?|recogni[sz]e|place|need|call|recommend|suggest|provide|allow|differ|had (?:a )?(?:higher"
    r"|lower|better)|identified|captured|showed|yielded|emphasi[sz]ed|define |note)",
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
VERSUS = rule(
    "the title sets definitions against each other",
    r"\b(?:compar\w+|contrast\w+|versus|vs|differing|differences?|agreement|concordance|overlap|evaluating"
    r"|examining|applying"
    r"|validat\w+|operationali[sz]\w+)\b.*\b(?:criteria|definitions?)\b"
    r"|\b(?:criteria|definitions?)\b.*\b(?:versus|vs|compar\w+|overlap|agreement)\b",
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
    rf"|\b{NUMBER} (?:of|out of) {NUMBER}\b|\b(?!100 ?%)\d[\d.]* ?(?:%|percent|per cent) ?\)? ?(?:(?:of|also|did"
    r"|were classified"
    r"|had)\b|$)|(?<!\ball )(?<!\beach )(?<!\bboth )\bof (?:these|those|them|whom|the \d+)\b|\bthose who\b|\bwho also\b"
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
    r"\b(?:(?:was|were|be|been|then|and|thus|therefore|finally|subsequently|we) (?:\w+ )?(?:included|enrolled|recruited"
    r"|selected|invited|eligible|retained|studied|randomi[sz]ed|analy[sz]ed|entered)|participated|took part"
    r"|agreed to participate|gave (?:written )?(?:informed )?consent|comprised the|constituted the)\b",
)
LOOKED_AT_FIRST = rule(
    "people looked at before any were taken in",
    r"\b(?:screened|assessed for eligibility|approached|(?:selected|included|enrolled|recruited|studied|focus(?:ed)? on"
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
    r"\b(?:(?<!case[- ])(?<!case/)controls?(?! (?:study|design))|hcs?|healthy (?:volunteers|subjects|individuals"
    r"|participants|donors|people|group|adults)"
    r"|comparison (?:group|subjects|participants)|sedentary (?:subjects|people))\b",
)
GROUP_BEFORE = rule(
    "who the sentence is about",
    r"(?P<control>\b(?:(?<!case[- ])(?<!case/)controls?(?! (?:study|design))|hcs?|healthy (?:volunteers|subjects|"
    r"individuals|participants|donors|people|group"
    r"|adults)|comparison (?:group|subjects))\b)"
    rf"|(?P<covid>{LONG_COVID})|(?P<me>{ME})|(?P<other>\b(?:fibromyalgia|multiple sclerosis|depress(?:ed|ion|ive)"
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
    DIAGNOSIS_WAS, BRACKET_PEOPLE, USED_AFTER, ADJECTIVE_AFTER, ILLNESS_AFTER, DIAGNOSED_BY_TOOL,
    COUNTED_AFTER, NOTED_AFTER, PUT_OUT_AFTER, OTHER_ANALYSIS, THEN_PEOPLE, WE_USED, WE_USED_PLAINLY,
    TO_FIND_PATIENTS, NEGATED, LEFT_OUT, INSTEAD, NOT_FOR_SURE, IF_THEY, LET_IN_IF, NEITHER, NOT_AFTER, MET_BY_SOME,
    DEFINED_OTHER, LOOKED_AT_FIRST, OTHER_STUDIES, AS_BEFORE, ADVICE, CRITERIA_IN_GENERAL, MADE_BY, IN_GENERAL,
    DESCRIBED_AFTER, COMPARED, VERSUS, AS_OUTCOME, NOW, SORTED, PART_OF_THEM, EVERYBODY, TAKEN_IN, ALSO,
    IN_THE_STUDY, WILL, CONTROLS, GROUP_BEFORE, OTHER_ILLNESS, COVID_PEOPLE, ME_GROUP,
)  # fmt: skip
