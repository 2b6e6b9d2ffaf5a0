"""The evidence page, block by block, from one publication."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evidence import vocabulary as words
from evidence.citations.exporters import format_reference
from evidence.citations.identifiers import doi_url
from evidence.citations.record import CitationRecord
from evidence.citations.slugs import bibtex_key
from evidence.models import Publication
from evidence.models.assessment import METHODS
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.pem.facts import PURPOSES, REQUIREMENT_WORDS
from evidence.pem.verdicts import BADGE_EXPLANATION, VERDICT_SENTENCES
from evidence.presenters.page_parts import Block, CohortLines, CriteriaLine, HistoryLine, LinkLine, NoticeLine
from evidence.presenters.words import (
    byline,
    checked_words,
    is_readers_language,
    plain_date,
    shown,
    shown_capital,
    text_language,
)

REFERENCE_STYLES = {"apa": "APA", "vancouver": "Vancouver"}
_RULES = {
    "none": gettext_noop("The text at hand does not say which criteria had to be met."),
    "single": "",
    "and": gettext_noop("All of these had to be met:"),
    "or": gettext_noop("Any one of these was enough:"),
    "mixed": gettext_noop("A combination of these had to be met:"),
}
_FACTS = {
    "cases": gettext_noop("People with ME/CFS"),
    "controls": gettext_noop("Comparison group"),
    "severity": gettext_noop("Severity included"),
    "duration": gettext_noop("Duration"),
    "country": gettext_noop("Country"),
    "funder": gettext_noop("Funder"),
    "registration": gettext_noop("Registration"),
}


class StudyPage:
    """Everything the template shows. `published_slugs` are the link targets that have a page of their own."""

    def __init__(self, publication: Publication, published_slugs: frozenset[str] = frozenset()) -> None:
        self.publication = publication
        self.content: Mapping[str, Any] = publication.content
        self.citation: CitationRecord = publication.citation
        self.published_slugs = published_slugs

    # --- Address and title ---------------------------------------------------------------------------
    @property
    def slug(self) -> str:
        return self.content["slug"]

    @property
    def path(self) -> str:
        """The page's lasting address; a superseded number has an address of its own."""
        return f"/evidence/{self.slug}"

    @property
    def version_path(self) -> str:
        return f"{self.path}/v/{self.publication.number}"

    @property
    def title(self) -> str:
        return self.citation.title

    @property
    def original_title(self) -> str:
        """The title in the paper's own language (`citation.language`), where the title is a translation; else ""."""
        original = self.citation.original_title
        return original if original != self.title else ""

    @property
    def kind_of_record(self) -> str:
        """ "Letter", "Correction": where the source says more than that it is an article; else ""."""
        return shown_capital(self.citation.says_its_kind)

    @property
    def byline(self) -> str:
        return byline(self.citation)

    @property
    def journal(self) -> str:
        return self.citation.container_title

    @property
    def address(self) -> str:
        return self.citation.address

    @property
    def design(self) -> str:
        return shown_capital(words.STUDY_DESIGNS.get(self.content["design"], ""))

    @property
    def peer_review(self) -> str:
        return shown_capital(words.PEER_REVIEW[self.content["peer_review"]])

    @property
    def description(self) -> str:
        """For search engines and shared links: the one sentence, or what the page is."""
        sentence = self.content["texts"].get("one_sentence")
        return sentence or (
            _("A page about %(title)s What it says about post-exertional malaise, and how to cite it.")
            % {"title": self.title}
        )

    @property
    def language(self) -> str:
        """BCP 47: the language of the reading texts."""
        return self.content["language"]

    @property
    def language_note(self) -> str:
        """Which language the texts are in, for whoever reads the interface in another one; else ""."""
        if not self.blocks or is_readers_language(self.language):
            return ""
        if self.language.partition("-")[0] == "en":
            return _("The texts of this page exist in English only.")
        return _("The texts of this page exist in this language only: %(language)s.") % {
            "language": text_language(self.language)
        }

    # --- Notices -------------------------------------------------------------------------------------
    @cached_property
    def notices(self) -> tuple[NoticeLine, ...]:
        return tuple(
            NoticeLine(
                kind=notice["kind"],
                word=shown(words.NOTICES[notice["kind"]]),
                date=plain_date(notice["date"]),
                detail=notice["detail"],
                title=notice["title"],
                address=_address(notice),
            )
            for notice in self.content["notices"]
        )

    # --- Reading texts -------------------------------------------------------------------------------
    @cached_property
    def blocks(self) -> dict[str, Block]:
        """Block key -> block, for the blocks that have content."""
        texts = self.content["texts"]
        return {
            key: Block(
                key,
                shown(heading),
                paragraphs=tuple(p.strip() for p in texts[key].split("\n\n") if p.strip())
                if isinstance(texts[key], str)
                else (),
                items=tuple(texts[key]) if isinstance(texts[key], list) else (),
            )
            for key, heading in words.TEXT_FIELDS.items()
            if texts.get(key)
        }

    @property
    def first_blocks(self) -> list[Block]:
        return self._blocks("summary", "why_it_matters", "does_not_prove")

    @property
    def more_blocks(self) -> list[Block]:
        return self._blocks("observed_findings", "authors_conclude", "open_questions", "strengths", "limitations")

    def _blocks(self, *keys: str) -> list[Block]:
        return [self.blocks[key] for key in keys if key in self.blocks]

    @property
    def basis(self) -> str:
        return shown(words.BASIS[self.content["basis"]])

    @property
    def drafted(self) -> str:
        drafted = self.content["drafted"]
        if drafted["by"] != "generator":
            return _("a person")
        return _("generator %(version)s, edited by a person") % {"version": drafted["version"]}

    # --- PEM -----------------------------------------------------------------------------------------
    @property
    def pem(self) -> Mapping[str, Any]:
        return self.content["pem"]

    @property
    def verdict(self) -> str:
        return self.pem["verdict"]

    @property
    def verdict_words(self) -> str:
        return shown(VERDICT_WORDS[Verdict(self.verdict)])

    @property
    def verdict_sentence(self) -> str:
        return shown(VERDICT_SENTENCES[Verdict(self.verdict)])

    @property
    def pem_how(self) -> str:
        """Who decided and how, with the date."""
        return f"{shown_capital(METHODS[self.pem['method']])}, {plain_date(self.pem['decided_on'])}"

    @property
    def pem_basis(self) -> str:
        return shown(words.BASIS[self.pem["basis"]])

    @property
    def badge_explanation(self) -> str:
        return shown(BADGE_EXPLANATION)

    @cached_property
    def cohorts(self) -> tuple[CohortLines, ...]:
        from evidence.pem import Cohort

        criteria = {row["key"]: row for row in self.pem["criteria"]}
        lines = []
        for data in self.pem["cohorts"]:
            cohort = Cohort.from_dict(data)
            lines.append(
                CohortLines(
                    label=cohort.label,
                    rule=shown(_RULES[cohort.combination]),
                    criteria=tuple(_criteria_line(criteria[key]) for key in cohort.keys),
                    explicit_pem=cohort.explicit_pem,
                    purpose="" if cohort.purpose == "inclusion" else shown(PURPOSES[cohort.purpose]),
                )
            )
        return tuple(lines)

    # --- How it was checked --------------------------------------------------------------------------
    @property
    def checked(self) -> str:
        return checked_words(self.publication.provenance, self.publication.sha256)

    @property
    def checked_on(self) -> str:
        approvals = self.publication.provenance["approvals"]
        return plain_date(max(vote["on"] for vote in approvals)) if approvals else ""

    @property
    def checked_by(self) -> str:
        votes = self.publication.provenance["approvals"]
        return ", ".join(vote["name"] or _("an editor of the atlas") for vote in votes)

    @property
    def objections(self) -> int:
        """How many reviewers had asked for changes of exactly this content."""
        return self.publication.provenance.get("objections", 0)

    @property
    def override_reason(self) -> str:
        """Why it was published without the usual checks; "" where it was not. A tombstone says why by itself."""
        return "" if "withdrawn" in self.content else self.publication.override_reason

    @property
    def published_on(self) -> str:
        return plain_date(self.publication.published_at.date().isoformat())

    @property
    def versions(self) -> str:
        return versions_line(self.publication)

    # --- Facts, links, history -----------------------------------------------------------------------
    @property
    def facts(self) -> list[tuple[str, Any]]:
        facts = self.content["facts"]
        return [(shown(label), facts[key]) for key, label in _FACTS.items() if key in facts]

    @property
    def topics(self) -> list[tuple[str, str]]:
        """(name, address of the page about it), as the topics were called when this was published."""
        return [(topic["name"], f"/topics/{topic['key']}") for topic in self.content.get("topics", [])]

    @property
    def open_access_url(self) -> str:
        url = self.content["facts"].get("open_access_url", "")
        return url if url.startswith(("https://", "http://")) else ""

    @property
    def judgement(self) -> list[tuple[str, str]]:
        judged = self.content["judgement"]
        replication, note = shown(words.REPLICATION[judged["replication"]]), judged["replication_note"]
        return [
            (_("Risk of bias"), shown(words.RISK_OF_BIAS[judged["risk_of_bias"]])),
            (_("Replication"), f"{replication}. {note}" if note else replication),
        ]

    @cached_property
    def links(self) -> tuple[LinkLine, ...]:
        return tuple(
            LinkLine(
                shown_capital(words.LINKS[link["kind"]]),
                link["title"],
                f"/evidence/{link['slug']}" if link["slug"] in self.published_slugs else _address(link),
            )
            for link in self.content["links"]
        )

    @property
    def history(self) -> list[HistoryLine]:
        """Newest first."""
        return [
            HistoryLine(
                number=row["number"],
                date=plain_date(row["published_on"]),
                reason=row["reason"] or _("First publication of this page."),
                address=f"{self.path}/v/{row['number']}",
                compared=f"{self.path}/v/{row['number'] - 1}/diff/{row['number']}" if row["number"] > 1 else "",
                is_this=row["number"] == self.publication.number,
            )
            for row in reversed(self.publication.provenance["history"])
        ]

    # --- Cite ----------------------------------------------------------------------------------------
    @property
    def references(self) -> list[tuple[str, SafeString]]:
        """(style's name, safe HTML) of the paper."""
        return [
            (name, formatted(self.publication.sha256, style, self.citation)) for style, name in REFERENCE_STYLES.items()
        ]

    @property
    def bibtex_key(self) -> str:
        return bibtex_key(self.slug, settings.BIBTEX_KEY_PREFIX)

    @property
    def reading_record(self) -> CitationRecord:
        return reading_record(self.publication)


def _criteria_line(row: Mapping[str, Any]) -> CriteriaLine:
    return CriteriaLine(
        key=row["key"],
        name=row["name"] if row["formal"] else shown(row["name"]),
        requirement=shown(REQUIREMENT_WORDS[row["pem"]]) if row["formal"] else _("says nothing about PEM"),
        formal=row["formal"],
    )


def _address(row: Mapping[str, str]) -> str:
    if row["doi"]:
        return doi_url(row["doi"])
    return f"https://pubmed.ncbi.nlm.nih.gov/{row['pmid']}/" if row["pmid"] else ""


def versions_line(publication: Publication) -> str:
    """What shaped a publication, as far as it tells: "Classifier v1.0 · Scanner v1.0 · policy v0.1"."""
    pem, told = publication.content.get("pem") or {}, publication.provenance.get("versions") or {}
    drafted = (publication.content.get("drafted") or {}).get("version") or told.get("generator")
    named = {"Generator": drafted, "Classifier": told.get("classifier"), "Scanner": told.get("scanner")}
    policy = pem.get("policy_version") or told.get("policy")
    words = {name: f"{name} {version}" for name, version in (named | {"policy": policy}).items() if version}
    if pem.get("machine_version"):  # the verdict itself is a machine's, and names it
        words["Classifier"] = pem["machine_version"]
    order = ("Generator", "Classifier", "Scanner", "policy")
    return " · ".join(words[name] for name in order if name in words)


def reading_record(publication: Publication) -> CitationRecord:
    """This page's reading of the paper as a work of its own, at its permanent numbered address."""
    from evidence.citations.record import Name

    published = publication.published_at
    return CitationRecord(
        title=f"{publication.citation.title}: a reading by the {settings.SITE_NAME}",
        type="webpage",
        authors=(Name(literal=settings.SITE_NAME),),
        container_title=settings.SITE_NAME,
        year=published.year,
        month=published.month,
        day=published.day,
        version=f"Publication {publication.number}; {versions_line(publication)}".replace(" · ", "; "),
        url=f"{settings.SITE_URL}/evidence/{publication.content['slug']}/v/{publication.number}",
        language=publication.content["language"],
    )


@lru_cache(maxsize=2048)
def formatted(sha256: str, style: str, record: CitationRecord) -> SafeString:
    """Formatting a reference costs milliseconds and the content never changes, so each is made once."""
    # Safe: `format_reference` escapes every fact and adds italics only; its tests hold it to that.
    return mark_safe(format_reference(record, style=style, output="html"))  # noqa: S308
