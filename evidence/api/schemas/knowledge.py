"""What the atlas knows besides studies: case definitions, topics, words, versions, the figures of the classifier."""

from __future__ import annotations

from evidence.api.schemas.fields import Address, Day, Shape, Term, told
from evidence.api.schemas.study import Licence

_API = "https://atlas.example/api/v1"


class Criteria(Shape):
    """One set of diagnostic criteria (a case definition), and what it asks about PEM."""

    key: str = told("Key of the set.", "ccc2003")
    name: str = told("Name of the set.", "Canadian Consensus Criteria")
    year: int | None = told("Year of the edition.", 2003)
    author: str = told("Who wrote it.", "Expert panel")
    aliases: list[str] = told("Other names that papers use.", ["CCC"])
    citation: str = told("How the definition is cited.", "Expert panel. Canadian Consensus Criteria. 2003.")
    citation_address: Address | None = told("Where it is found.", "https://doi.org/10.1234/criteria2003")
    pem: Term = told("What it asks about PEM.")
    used_alone: str = told(
        "Which verdict follows for a study that used only this set.",
        "A study that used only this set is “PEM required”.",
    )
    person_decides: bool = told("True where no machine draws a conclusion from the name alone.", False)
    confidence: Term = told("How sure we are of what it asks: high, medium or low.")
    studies: int = told("How many published studies used it.", 17, ge=0)
    page: Address = told("Its page for people.", "https://atlas.example/criteria/ccc2003")
    api: Address = told("The same in the API.", f"{_API}/criteria/ccc2003")
    study_list: Address = told("The studies that used it.", f"{_API}/studies?criteria=ccc2003")


class CriteriaDetail(Criteria):
    """One set of criteria with what we saw of it."""

    detail: str = told("What it says about PEM, in our words.", "PEM is one of the features that have to be there.")
    source: str = told("Where we saw that.", "The published definition, seen in full.")


class CriteriaList(Shape):
    """Every set of criteria that the atlas knows."""

    criteria: list[Criteria] = told("The sets, oldest first; those without a year last.")


class Topic(Shape):
    """One subject of the controlled vocabulary."""

    key: str = told("Key of the topic.", "rest")
    name: str = told("Its name.", "Rest and pacing")
    definition: str = told("What belongs to it.", "Studies of resting, pacing or planning of activity.")
    retired: bool = told("True for a topic that is no longer given to new pages.", False)
    studies: int = told("How many published studies have it.", 9, ge=0)
    page: Address = told("Its page for people.", "https://atlas.example/topics/rest")
    study_list: Address = told("Its studies.", f"{_API}/studies?topic=rest")


class TopicList(Shape):
    """Every topic."""

    topics: list[Topic] = told("The topics, in the order of the site.")


class Vocabulary(Shape):
    """One list of codes with their words."""

    name: str = told("What is coded.", "design")
    terms: list[Term] = told("Every code with its words.")


class Vocabularies(Shape):
    """Every code that answers may hold. More may come: treat an unknown code as “other”."""

    vocabularies: list[Vocabulary] = told("The lists.")


class ShapedBy(Shape):
    """How many live pages a set of versions has shaped. Null: that machine had no part."""

    policy: str | None = told("Rules that combine criteria into a verdict.", "v0.1")
    classifier: str | None = told("Machine that read the paper.", "v1.0")
    scanner: str | None = told("Machine that checked wording and numbers.", "v1.0")
    generator: str | None = told("Machine that drafted the texts.", "extractive v1")
    pages: int = told("How many live pages.", 40, ge=1)


class VersionsNow(Shape):
    """Rules and machines in force, and those that shaped what is published."""

    api: str = told("Version of this API: its first number is that of the address.", "1.0")
    policy: str = told("Rules that combine criteria into a verdict.", "v0.1")
    classifier: str = told("Machine that reads papers.", "v1.0")
    scanner: str = told("Machine that checks wording and numbers.", "v1.0")
    on_the_shelf: list[ShapedBy] = told("What shaped the live pages, most pages first.")
    licence: Licence = told("Terms of reuse of our texts and judgements.")


class Share(Shape):
    """A part of a whole."""

    right: int = told("How many.", 9, ge=0)
    of: int = told("Of how many.", 10, ge=0)
    value: float | None = told("The one divided by the other; null where there is nothing to divide by.", 0.9)


class VerdictFigures(Shape):
    """How well one verdict was proposed."""

    verdict: Term = told("The verdict.")
    precision: Share = told("Of the proposals of this verdict, how many were right.")
    recall: Share = told("Of the texts with this verdict, how many were found.")


class Reader(Shape):
    """The figures of one reader on one part of the texts."""

    reader: str = told("Who proposed: the classifier with its version, or a plain list of keywords.", "classifier v1.0")
    part: str = told("Which texts: all, title, abstract, methods.", "all")
    texts: int = told("How many texts.", 77, ge=0)
    accuracy: Share = told("Verdicts that were right.")
    verdicts: list[VerdictFigures] = told("Each verdict by itself.")
    criteria_precision: Share = told("Of the criteria named, how many were right.")
    criteria_recall: Share = told("Of the criteria that people settled, how many were named.")


class UnseenFigures(Shape):
    """The classifier on texts that its rules had never met: the figures to expect on a new paper."""

    measured_on: Day = told("Day of the measurement.", "2026-11-27")
    verdict: Share = told("Verdicts that were right.")
    required_precision: Share = told("Of the proposals of “PEM required”, how many were right.")
    required_recall: Share = told("Of the texts with “PEM required”, how many were found.")
    criteria_precision: Share = told("Of the criteria named, how many were right.")
    criteria_recall: Share = told("Of the criteria that people settled, how many were named.")
    about: str = told("What to know of these figures.", "Labelled by somebody who knew nothing of the rules.")


class ShelfFigures(Shape):
    """The classifier against what people settled on live pages, where it had read the paper before they did."""

    pages: int = told("How many pages tell.", 12, ge=0)
    demonstration_pages: int = told("How many of them demo accounts coded.", 0, ge=0)
    about: str = told("What these figures are worth.", "That is too few to say much.")


class Scoreboard(Shape):
    """How often the classifier is right. It proposes; people decide."""

    version: str = told("Version of the classifier that was measured.", "v1.0")
    policy_version: str = told("Version of the rules it was measured with.", "v0.1")
    unseen: UnseenFigures | None = told("On texts that the rules had never met; null where nobody measured.")
    measured: list[Reader] = told("On the texts that the rules were written with: too good for new ones.")
    shelf: ShelfFigures = told("On the pages of the atlas.")
    page: Address = told("The same for people.", "https://atlas.example/methodology/classifier")


class Endpoint(Shape):
    """One address of the API."""

    address: str = told("The address; parts in braces are to be filled in.", f"{_API}/studies/{{slug}}")
    summary: str = told("What is there.", "One study")


class Index(Shape):
    """Where everything is."""

    name: str = told("Name of the site.", "ME/CFS Atlas")
    about: str = told("What this is.", "A read-only interface for machines.")
    documentation: Address = told("The description for people.", "https://atlas.example/api")
    openapi: Address = told("The description for machines.", f"{_API}/openapi.json")
    licence: Licence = told("Terms of reuse of our texts and judgements.")
    endpoints: list[Endpoint] = told("Every address.")
