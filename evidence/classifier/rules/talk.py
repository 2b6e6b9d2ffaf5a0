"""What takes a use back, or is no use at all: not met, another set instead, other studies, advice, general truths.

Every pattern sees one sentence in lower case, as those of `cues.py`, of which they are a part.
"""

from __future__ import annotations

from evidence.classifier.rules.base import Rule, rule
from evidence.classifier.rules.vocabulary import ME, NUMBER

NEGATED = rule(
    "not met",
    r"\b(?:not|never|n't|neither|nor|none|fail(?:ed|ing|ure)? to|without|unable to|no longer|unless"
    r"|insufficient(?:ly)?)\b[^.;,]{0,45}$",
)
LEFT_OUT = rule(
    "who did not meet it was left out",
    r"\b(?:excluded|not (?:be )?(?:\w+ )?(?:included|eligible|enrolled|recruited|invited|considered|admitted"
    r"|accepted|part)|ineligible|removed|left out"
    r"|withdrawn|discarded|screen failures?|(?:could|did|would|may|might|can) not (?:then )?(?:take part"
    r"|participate|enter|join))\b",
)
INSTEAD = rule(
    "another was used instead",
    r"(?:instead of|rather than|\bunlike\b|as opposed to|in place of|\b(?:but|and) not\b|[,(] ?not)(?: by| on| "
    r"using)?"
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

OR_OTHERS = rule(
    "or something that is no set",
    r"^(?: ?criteria)?[^.;]{0,30}?,? or (?:who )?(?:had|have|having|with|reported|reporting|suffered|experienced)\b"
    r"(?! (?:been )?(?:an? |the |their )?(?:[\w-]+ ){0,3}?diagnos)"
    r"|^[^.;]{0,30}?\bor (?:not|negative|nearly|almost)\b|^ ?(?:\+|positive)? ?(?:or|and|/|vs\.?|versus) "
    r"?(?:negative|-)"
    r"|^[^.;]{0,60}?\bcompared (?:with|to) (?:those|the (?:group|ones|others|rest|patients|participants)|patients"
    r"|participants)"
    r"(?: \w+)?(?: who| that| which)? (?:did not|not|without)\b",
)
EXCEPTIONS = rule(
    "not everybody met it, or not all of it",
    r"\bwith (?:few|some|a few|rare|minor|only a few|(?!no\b)\w+) exceptions?\b|\b(?:met|fulfilled|satisfied) or "
    r"(?:nearly|almost|partly"
    r"|partially)\b|\b(?:nearly|almost|partly|partially|broadly|roughly|incompletely) (?:met|meet\w*|fulfil\w*"
    r"|satisf\w+)\b",
    anchors="exception|nearly|almost|partly|partially|broadly|roughly|incompletely",
)
MOSTLY = rule(
    "mostly, not always",
    r"\b(?:was|were|is|are) (?:most |more )?(?:mostly|mainly|usually|typically|generally|often|largely|predominantly"
    r"|commonly|frequently|sometimes) (?:made|based|established|diagnosed|selected)\b[^.;,]{0,40}$|"
    r"\b(?:mostly|mainly|usually|typically|generally|often|largely|predominantly|primarily|commonly|frequently"
    r"|sometimes"
    r"|partly|(?:some|parts?|several|most|many|elements|aspects|items|half) of|in (?:most|many|some) cases)(?: "
    r"(?:with|by|using|based on|according to|on|following|from|per|through))?"
    r"(?: the)? $",
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
    r"|\bof (?:the )?(?:\d+ )?(?:included|eligible|identified|published|reviewed) (?:\w+ )?(?:trials|studies|reports)\b"
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
OTHERS_COHORT = rule(
    "people of somebody else's study",
    r"\b(?:study|trial|report|cohort|sample|series|patients|participants|cases|work|data) (?:of|by|from) [a-z'-]+"
    r" (?:et al|and (?:colleagues|co-?workers|others|associates))",
    anchors="et al|colleagues|coworkers|co-workers|and others|associates",
)
AS_BEFORE = rule(
    "as in earlier work of ours",
    r"\b(?:as|like|similar(?:ly)? to|consistent with|described|reported|published|from|of|in|our"
    r"|same as) (?:\w+ ){0,4}$",
)
ADVICE = rule(
    "advice or wish",
    # Not "other illness that could explain it": that belongs to making the diagnosis.
    r"(?:\b(?:should|ought to)|(?<!that )(?<!which )\b(?:could|might|would|may)) (?:\w+ ){0,3}(?:be|use|adopt"
    r"|employ|help"
    r"|consider|apply|have"
    r"|include|benefit|improve|lead|explain|represent|reflect)\b"
    r"|\b(?:we|authors|panel|committee|experts?|guidelines?) (?:\w+ )?(?:recommend|suggest|advocate|encourage|urge"
    r"|advise)"
    r"|\b(?:trials|studies|research\w*|investigators|authors|clinicians|doctors|we) (?:should|ought to)\b"
    r"|\b(?:authors|panels?|committees?|experts?|guidelines?|textbooks?|organi[sz]ations|charities) (?:\w+ "
    r")?(?:say|state|hold"
    r"|insist|stipulate|agree|argue|think|believe)\b"
    r"|\b(?:would|might|may) be (?:better|preferable|useful|helpful|worthwhile|important|desirable)\b"
    r"|\bfuture (?:studies|research|work|trials)|\b(?:is|are) (?:\w+ )?(?:recommended|needed|advised|encouraged"
    r"|preferred|preferable)\b|\bneed for\b",
    anchors="should|ought|could|might|would|may |recommend|suggest|advoca|encourag|urge|advise|future|needed|prefer"
    "|need for|authors|panel|committee|expert|guideline|textbook|organi|charit",
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
_HOW_OFTEN = (
    r"(?:often|commonly|frequently|widely|mostly|mainly|usually|generally|predominantly|sometimes|occasionally|rarely"
    r"|typically|primarily|increasingly|preferentially)"
)
_PROFESSIONALS = (
    r"(?:experts?|clinicians?|physicians?|doctors?|gps|general practitioners?|practitioners|specialists?|members"
    r"|respondents|professionals|countries|representatives|institutions|societies|organi[sz]ations|guidelines?"
    r"|publications|papers|articles|reviews)"
)
OF_PRACTICE = rule(
    "how often it is used, or preferred",
    # Not "the CCC, as they are most widely used, ...": there the words only describe the set.
    rf"(?<!which )(?<!that )(?<!as )(?<!they )(?<!it )\b(?:was|were|is|are|been) (?:the |also |still |by far )*"
    rf"(?:most |more |less |least )?{_HOW_OFTEN} (?:used|applied|employed|adopted|chosen|utili[sz]ed|cited|named"
    r"|mentioned|reported|recommended|preferred|favou?red|endorsed|accepted)\b"
    r"|\b(?:was|were|is|are) (?:the |also |by far )*(?:most |more )?(?:popular|common)(?= ?[.,;]| (?:for|among|in|to"
    r"|criteri|definition|sets?\b))"
    r"|\b(?:criteri(?:a|on)|definitions?|sets?|ccc|icc|iom|fukuda|oxford|holmes)(?: ?\([^()]{0,40}\))?"
    r" (?:was|were|is|are|has been|have been) (?:also |then |still |\w+ly )?(?:recommended|preferred|favou?red|endorsed"
    r"|advocated)\b"
    r"|\b(?:(?:most|more) (?:commonly|frequently|widely|often|popular|common|preferred)(?:[- ](?:used|applied|employed"
    r"|cited|named|adopted|recommended|accepted|chosen|reported))?|the (?:preferred|favou?red|recommended))"
    r" (?:[\w/-]+ ){0,4}?(?:criteri(?:a|on)|definitions?|sets?)(?: (?!which|that)[\w/-]+){0,5}? (?:was|were|is|are) "
    r"(?:the|those|by)\b"
    r"|\bthe (?:criteri(?:a|on)|definitions?|sets?)(?: that (?:was|were))? (?:most|more) (?:often|commonly|frequently"
    r"|widely)\b"
    r"|\b(?:criteri(?:a|on)|definitions?)(?: sets?)? (?:that (?:are|were) |which (?:are|were) )?(?:\w+ly )?in (?:\w+ )?"
    r"use\b"
    rf"|\b{_HOW_OFTEN} (?:(?:used|applied|employed|followed|relied|preferred)(?= (?:the|on|one|both|either|these"
    r"|their)\b)|use|apply|employ|follow|rely|prefer)\b",
    anchors="often|commonly|frequently|widely|mostly|mainly|usually|generally|predominantly|sometimes|occasionally"
    "|rarely|typically|primarily|increasingly|preferentially|popular|common|prefer|recommend|favo|endors|advocat|in use"
    "| use",
)
ASKED_THEM = rule(
    "those who care for patients say what they use",
    rf"\b{_PROFESSIONALS}\b[^.;]{{0,80}}?\b(?:reported|stated|said|indicated|answered|named|cited|mentioned|recommended"
    r"|preferred|favou?red|endorsed|listed|responded|replied)\b"
    r"|\b(?:(?:across|among|amongst) (?:(?:the|all|these|our) )?(?:[\w-]+ )?|(?:in|by|of) (?:most|many|some|several"
    r"|few|all|european|nordic|surveyed|questioned|responding) (?:of the )?(?:[\w-]+ )?|\b(?:surveyed|questioned"
    r"|responding|interviewed|most|many|some|several) )(?:experts|clinicians|physicians|doctors|gps|practitioners"
    r"|specialists|members|respondents|professionals|countries|representatives|guidelines|publications|papers|articles|studies)\b"
    r"|\b(?:by|in|of) (?:most|many|some|several|few) (?:of the )?(?:\w+ )?(?:cent(?:er|re)s|clinics|hospitals)\b"
    r"|\bin (?:daily|routine|everyday|usual|clinical) (?:clinical )?practice\b"
    r"|\b(?:of|among|across|in) (?:the )?(?:included|eligible|identified|published|reviewed|retrieved) (?:\w+ )?"
    r"(?:trials|studies|reports)\b|\branked\b|\b(?:consensus|agreement) (?:was|has been) (?:reached|achieved)\b"
    r"|\bagreed that\b",
    anchors="ranked|consensus|agree|trials|reports|expert|clinician|physician|doctor|gps|practi|specialist|member|respondent|professional|countries"
    "|representative|institution|societies|organi|guideline|publication|papers|articles|reviews|studies|cent|clinics"
    "|hospitals",
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
FIRST_DEFINED = rule(
    "how the illness came to be defined",
    rf"{ME}\)?(?: ?\([^()]{{0,40}}\))?,? (?:was|were|has been|had been|is) (?:\w+ )?(?:re-?)?(?:defined|described"
    rf"|named"
    r"|characteri[sz]ed|recogni[sz]ed)(?: in \d{4})? (?:by|in|under|according to|as per)(?: the)? $",
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

TALK: tuple[Rule, ...] = (
    NEGATED,
    LEFT_OUT,
    INSTEAD,
    NOT_FOR_SURE,
    IF_THEY,
    LET_IN_IF,
    NEITHER,
    NOT_AFTER,
    MET_BY_SOME,
    DEFINED_OTHER,
    OR_OTHERS,
    EXCEPTIONS,
    MOSTLY,
    OTHER_STUDIES,
    OTHERS_COHORT,
    AS_BEFORE,
    ADVICE,
    CRITERIA_IN_GENERAL,
    MOST_USED,
    OF_PRACTICE,
    ASKED_THEM,
    OUR_OWN,
    MADE_BY,
    IN_GENERAL,
    FIRST_DEFINED,
    DESCRIBED_AFTER,
)
