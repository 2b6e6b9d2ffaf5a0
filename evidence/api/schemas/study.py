"""One page of the atlas: a reading of one paper."""

from __future__ import annotations

from evidence.api.schemas.fields import (
    A_HASH,
    A_MOMENT,
    A_SLUG,
    AN_ADDRESS,
    Address,
    Day,
    Moment,
    Sha256,
    Shape,
    Term,
    told,
)
from evidence.api.schemas.paper import FoundNotice, Notice, Paper, Related


class StudyLinks(Shape):
    """Addresses of one page in its other forms."""

    self: Address = told("This study in the API.", f"https://atlas.example/api/v1/studies/{A_SLUG}")
    page: Address = told("The page for people.", AN_ADDRESS)
    permanent: Address = told("This very publication, for citing.", f"{AN_ADDRESS}/v/2")
    history: Address = told("What changed from publication to publication.", f"{AN_ADDRESS}/history")
    bibtex: Address = told("Citation file for LaTeX.", f"{AN_ADDRESS}.bib")
    ris: Address = told("Citation file for reference managers.", f"{AN_ADDRESS}.ris")
    csl_json: Address = told("Citation file for citation processors.", f"{AN_ADDRESS}.csl.json")


class Checked(Shape):
    """How exactly this content was checked, counted from votes that are bound to its hash."""

    code: str = told("`two_people`, `one_person` or `not_checked`.", "two_people")
    words: str = told("The words of the badge.", "checked by two people")
    by: str = told("Who checked it, as the page says: public names only.", "Reviewer One, an editor of the atlas")
    on: Day | None = told("Day of the last vote.", "2026-11-20")
    without_the_usual_checks_because: str | None = told(
        "Why it was published without the usual votes; null where it was not.", "The paper was retracted today."
    )


class Licence(Shape):
    """Terms under which our texts and judgements may be reused. The paper's own words stay its authors'."""

    name: str = told("Name of the licence.", "Creative Commons Attribution 4.0 International")
    address: Address = told("Where it can be read.", "https://creativecommons.org/licenses/by/4.0/")


class CriteriaName(Shape):
    """A set of diagnostic criteria, by name."""

    key: str = told("Key of the set, as in /criteria/{key}.", "ccc2003")
    name: str = told("Name of the set.", "Canadian Consensus Criteria")


class TopicName(Shape):
    """A topic, by name."""

    key: str = told("Key of the topic, as in /topics.", "rest")
    name: str = told("Name of the topic.", "Rest and pacing")


class StudySummary(Shape):
    """A page as lists carry it: enough to find, cite and compare; the texts are in the study itself."""

    slug: str = told("The page's name in addresses. It does not change once published.", A_SLUG)
    paper: Paper = told("The paper that the page is about.")
    verdict: Term = told("Was post-exertional malaise an explicit required criterion for inclusion?")
    criteria: list[CriteriaName] = told("Diagnostic criteria that let people into the study.")
    design: Term | None = told("Design of the study; null where it was not settled.")
    peer_review: Term = told("Peer-reviewed, preprint, or not known.")
    basis: Term = told("What the page's texts rest on: full text, abstract, or title only.")
    topics: list[TopicName] = told("Topics, sorted by name.")
    notices: list[Notice] = told("Retractions, corrections and other notices, most serious first.")
    checked: Checked = told("How this content was checked.")
    one_sentence: str | None = told(
        "The main point in one sentence; null where only the title was read.",
        "People who rested had lower symptom scores after six months.",
    )
    number: int = told("Number of the publication that is live.", 2, ge=1)
    sha256: Sha256 = told("SHA-256 of the canonical JSON of its content.", A_HASH)
    published_at: Moment = told("When this number was published.", A_MOMENT)
    demonstration: bool = told("True for pages that demo accounts made: do not rely on their checks.", False)
    links: StudyLinks = told("The same in other forms.")


class Cohort(Shape):
    """The rule for getting into one group of participants."""

    label: str = told("Name of the group; empty where there is one group.", "Main study")
    combination: Term = told("How the sets combine.")
    all_of: list[list[str]] = told(
        "Groups of criteria keys. Every group has to be met; in a group any one key is enough.", [["ccc2003"]]
    )
    explicit_pem: bool = told("True where PEM was asked for besides the criteria.", False)
    purpose: Term = told("What the criteria were used for.")


class CriteriaUse(Shape):
    """One set of criteria, or an informal diagnosis, as the study used it."""

    key: str = told("Key of the set, or of the informal diagnosis.", "ccc2003")
    name: str = told("Its name.", "Canadian Consensus Criteria")
    year: int | None = told("Year of the edition.", 2003)
    formal: bool = told("False for informal ways in, such as a physician's diagnosis.", True)
    pem: Term | None = told("What meeting it says about PEM, as it was known at publication; null if informal.")


class Pem(Shape):
    """The verdict about post-exertional malaise, with its receipt."""

    verdict: Term = told("The verdict.")
    sentence: str = told(
        "What the verdict means.", "Everybody in the study had to have post-exertional malaise to be included."
    )
    explanation: str = told(
        "What the badge does and does not say.",
        "This badge says whether post-exertional malaise (PEM) was an explicit required criterion for inclusion.",
    )
    why_not_required: Term | None = told("Why “not required”; null otherwise.")
    not_applicable: Term | None = told("Why “not applicable”; null otherwise.")
    reasons: list[str] = told("Reasons, in full sentences.", ["The Canadian Consensus Criteria require PEM."])
    quote: str = told("The paper's own words that say so. They stay their authors'.", "Patients met the criteria.")
    place: str = told("Where in the paper they stand.", "Methods, Participants")
    basis: Term = told("What was read to decide.")
    method: Term = told("How it was decided: by two coders, a third person, one person, or a machine.")
    reason: str = told("Why it was decided so, where a person had to weigh.", "The methods name the 2003 edition.")
    decided_on: Day | None = told("Day of the decision.", "2026-11-12")
    policy_version: str = told("Version of the rules that combine criteria.", "v0.1")
    machine_version: str | None = told("The machine that decided; null where people did.", "Classifier v1.0")
    criteria: list[CriteriaUse] = told("Every way in that the study used.")
    cohorts: list[Cohort] = told("The rules of inclusion, one for each group of participants.")


class Texts(Shape):
    """What the page says, in plain words. What the page does not have is null."""

    one_sentence: str | None = told("The main point in one sentence.", "People who rested had lower scores.")
    summary: str | None = told("Summary in plain language; paragraphs are parted by an empty line.", "Some rested.")
    why_it_matters: str | None = told("Why it matters.", "Few studies have asked this.")
    does_not_prove: list[str] | None = told("What this study does not prove.", ["That rest caused the change."])
    observed_findings: list[str] | None = told("What was observed.", ["Scores were lower after six months."])
    authors_conclude: str | None = told("What the authors conclude.", "The authors ask for a trial.")
    open_questions: list[str] | None = told("Questions that remain.", ["Does it last?"])
    strengths: list[str] | None = told("Strengths of the method.", ["Nobody was lost."])
    limitations: list[str] | None = told("Limitations.", ["The group was small."])


class Facts(Shape):
    """Facts about the study, as the page shows them. What is not known is null."""

    cases: int | None = told("People with ME/CFS.", 45)
    controls: int | None = told("People in the comparison group.", 39)
    severity: str | None = told("Severity of illness that was included.", "mild and moderate")
    duration: str | None = told("Duration.", "six months")
    country: str | None = told("Country.", "Norway")
    funder: str | None = told("Funder.", "Rest Foundation")
    registration: str | None = told("Registration of the study.", "NCT00000000")


class Judgement(Shape):
    """What people judged about the evidence. These are separate questions, never one letter."""

    risk_of_bias: Term = told("Risk of bias as judged.")
    replication: Term = told("Have others found the same?")
    replication_note: str = told("The papers on which that rests.", "Two later cohorts found the same.")


class Versions(Shape):
    """The rules and machines that shaped this publication; null where none did."""

    policy: str | None = told("Rules that combine criteria into a verdict.", "v0.1")
    classifier: str | None = told("Machine that read the paper before people did.", "v1.0")
    scanner: str | None = told("Machine that checked wording and numbers.", "v1.0")
    generator: str | None = told("Machine that drafted texts, which a person then edited.", "extractive v1")
    content: int = told("Version of the shape of the content that the hash is made of.", 1)


class PublicationLine(Shape):
    """One publication of a page: a number that stays for ever."""

    number: int = told("Number of the publication.", 2, ge=1)
    published_at: Moment = told("When it was published.", A_MOMENT)
    reason: str = told("What changed and why, for readers.", "The number of participants was corrected.")
    sha256: Sha256 = told("SHA-256 of the canonical JSON of its content.", A_HASH)
    is_current: bool = told("True for the one that stands now.", True)
    is_withdrawal: bool = told("True where this number took the page down.", False)
    address: Address = told("Its permanent address for people.", f"{AN_ADDRESS}/v/2")
    api: Address = told("The same in the API.", f"https://atlas.example/api/v1/studies/{A_SLUG}/versions/2")


class StudyVersion(StudySummary):
    """One publication of a page, whole: everything that a reader of the page sees."""

    pem: Pem = told("PEM and the criteria used, with the receipt.")
    texts: Texts = told("What the page says.")
    facts: Facts = told("Facts about the study.")
    judgement: Judgement = told("Risk of bias and replication.")
    related: list[Related] = told("Protocols, results, comments, corrections and other related records.")
    found_notice: FoundNotice | None = told("A notice found since that the page does not tell of yet.")
    drafted_by: str = told("Who drafted the texts.", "a person")
    versions: Versions = told("The rules and machines that shaped it.")
    reason: str = told("What changed with this publication and why.", "First publication of this page.")
    is_current: bool = told("True where this is what stands at the page's address now.", True)
    page_withdrawn: bool = told("True where the page was withdrawn since. Do not rely on this content.", False)
    bibtex_key: str = told("Key of the paper in our citation files.", f"mecfsatlas-{A_SLUG}")
    language: str = told("Language of the texts (BCP 47).", "en-GB")
    licence: Licence = told("Terms of reuse of our texts and judgements.")


class Study(StudyVersion):
    """A page as it stands now, with every publication it ever had."""

    publications: list[PublicationLine] = told("Every publication of this page, oldest first.")
