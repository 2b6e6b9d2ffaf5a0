"""Word lists from which the rules are built: the illness, people, verbs of meeting and of choosing. Lower case."""

from __future__ import annotations

ME = (
    # The letters it can begin with come first: a cheap look that spares trying every word at every place.
    r"(?:(?=[cemps(])(?:\bme/cfs|\bcfs/me|\bme-cfs|\bcfs-me|\bmecfs|\bcfs\b|\bcfids\b|\bpi-me/cfs|"
    r"\bpw-?me(?:/?cfs)?\b|myalgic"
    r"|encephalomyelit|encephalopathy"
    r"|\(me\)|\bme(?= (?:patients|participants|group|cohort|subjects|cases|sufferers))|(?<=with )me\b|(?<= of )me\b"
    r"|(?<=for )me\b|chronic[- ]fatigue(?:[ -](?:and )?immune[ -]dysfunction)?[ -]syndrome|post-?viral fatigue"
    r"|post-?infecti(?:ous|ve) fatigue syndrome"
    r"|systemic exertion|\bseid\b))"
)
"""The illness, as papers call it (lower case)."""

LONG_COVID = (
    r"(?:(?=[lpc])(?:long[- ]?covid|post[- ](?:acute[- ])?(?:covid|sars)|post-?acute (?:sequelae|covid)|postacute|"
    r"\bpasc\b"
    r"|\bpcs\b|\bpcc\b|\bpw-?lc\b"
    r"|covid-19 (?:survivors|long)|long[- ]haul|post-?covid))"
)

PEOPLE = (
    r"(?:patients?|participants?|subjects?|cases?|individuals?|people|persons?|adults?|women|men|females?|males?"
    r"|volunteers?"
    r"|children|adolescents?|youths?|teenagers|girls|boys|cohorts?|groups?|sufferers|probands?|respondents?|donors?"
    r"|pw-?me(?:/?cfs)?|pwlc"
    r"|samples?|population|twins?|students?|veterans|pupils|consumers|outpatients|inpatients|those|studysubjects\w*)"
)

FULFIL = (
    r"(?:met|meet(?:s|ing)?|fulfil(?:l)?(?:ed|ing|s|ment of)?|satisf(?:y|ied|ies|ying)|compl(?:y|ied|ies|"
    r"ying) (?:with|by)"
    r"|conform(?:ed|ing|s)? (?:to|with)|qualif(?:y|ied|ying) (?:for|under|as|by|according)|adher(?:ed|ing|e) to"
    r"|match(?:ed|ing) the|(?:fit|fits|fitted|fitting)(?= (?:with |all |both |either )?(?:the |their |that |into "
    r"|\d)| $|"
    r" (?:[\w()/-]+ ){1,5}(?:criteria|definition))"
    r"|(?:were|was|be|been) (?:consistent|compatible|in line|in accordance|in keeping|in agreement) with|(?:were|"
    r"was) positive for|corresponded to|accorded with)"
)
LET_IN = (
    r"(?:diagnos(?:ed|is|es|tic|ing|able)|defin(?:ed|ing|ition)|identif(?:ied|ication|y|ying)|recruit(?:ed|ment|ing)?"
    r"|select(?:ed|ion|ing)|includ(?:ed|ing)|inclusion|enrol(?:l)?(?:ed|ment|ing)?|eligib(?:le|ility)|confirm(?:s"
    r"|ed|ation|ing)?\b"
    r"|ascertain(?:ed|ment)?|characteri[sz]ed|classified|categori[sz]ed|verified|established|allocated|assigned"
    r"|determined|made|based"
    r"|designated|considered|evaluated|assessed|screened|re-?evaluated|reviewed|checked|admitted|accepted"
    r"|case status|status|obtained"
    r"|collected|labell?ed|invited|caseness|referred|suffer(?:ing|ed)|qualified)"
)
LINK = (
    r"(?:according to|accordance with|\bfollowed\b|accordingly to|based (?:up)?on|basis of|\bby\b|\busing\b"
    r"|\bused\b|\buse of\b"
    r"|\bper\b|following|under"
    r"|\bwith\b|in line with|\bvia\b|\bthrough\b|as (?:defined|specified|described|outlined|set out|set forth"
    r"|laid down|proposed|established"
    r"|stated|determined|detailed|operationali[sz]ed|published) (?:by|in|for)|defined (?:by|in|as)|utili[sz]ing"
    r"|applying|consistent with"
    r"|compatible with|agreement with|re(?:sted|lied|sts|lies) (?:up)?on|guided by|keeping with|conform\w* (?:to|"
    r"with)|against|as per)"
)

NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?)"
)
