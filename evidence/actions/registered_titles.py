"""Our title beside the registered one. Where they differ, our identifier is of another paper: nothing is published."""

from __future__ import annotations

from evidence.citations.agreement import titles_agree
from evidence.models import RegistryAnswer, Study
from evidence.models.registry import REGISTRIES
from evidence.tongue import Sentence, gettext_noop

OTHER_TITLE = gettext_noop(
    "{registry} has another title under {identifier}. Ours: “{ours}” Registered: “{registered}” "
    "Correct the title or the identifier first."
)


def about_this(answer: RegistryAnswer, study: Study) -> bool:
    """Is the answer about an identifier that the study has now?"""
    return answer.identifier in (study.doi, study.pmid)


def title_refusals(study: Study) -> list[str]:
    """A sentence for each registry that has another title under our identifier. Empty when all is well."""
    return [
        Sentence.of(
            OTHER_TITLE,
            registry=REGISTRIES[answer.registry],
            identifier=answer.identifier,
            ours=study.title,
            registered=answer.title,
        )
        for answer in study.registry_answers.filter(result="found").exclude(title="")
        if about_this(answer, study) and not titles_agree(study.title, answer.title)
    ]


def compare_again(study: Study) -> None:
    """After our title has changed: the database asks the stored comparison, so it must not be an old one."""
    for answer in study.registry_answers.select_for_update().exclude(title=""):
        agrees = titles_agree(study.title, answer.title)
        if agrees != answer.titles_agree:
            answer.titles_agree = agrees
            answer.save(update_fields=["titles_agree"])
