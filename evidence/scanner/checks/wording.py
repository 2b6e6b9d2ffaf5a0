"""Words that claim more than any study can, and advice that the atlas never gives."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Hit, Rule, Severity, sample
from ..page import Page
from ..wording_table import PHRASES

RULES = (
    Rule(
        "cure",
        Severity.CRITICAL,
        "A cure",
        "No page says that something cures ME/CFS. Saying that it is no cure is fine.",
        "Say what was measured, and by how much it changed.",
        sample("The nose treatment cures ME/CFS."),
        sample("The nose treatment does not cure ME/CFS."),
    ),
    Rule(
        "proof",
        Severity.CRITICAL,
        "Proof",
        "One study proves nothing. “Prove”, “proof” and “proven” are left to what it does not prove.",
        "Say “found”, “was seen” or “hints”.",
        sample("This proves that the illness sits in the blood."),
        sample("This does not prove that the illness sits in the blood."),
    ),
    Rule(
        "hype",
        Severity.CRITICAL,
        "Words of advertising",
        "Breakthrough, landmark, miracle, game-changer, revolutionary, groundbreaking and the like.",
        "Leave the word out. Say what is new in plain words.",
        sample("This landmark study looked at sleep."),
        sample("This study was the first to look at sleep."),
    ),
    Rule(
        "validates-patients",
        Severity.CRITICAL,
        "A study that validates patients",
        "A study measures something. It does not validate, vindicate or believe people; they need no proof of "
        "being ill.",
        "Say what was measured.",
        sample("The study validates patients who were not believed."),
        sample("The study used a validated questionnaire."),
    ),
    Rule(
        "strong-words",
        Severity.WARNING,
        "Strong words",
        "Promising, striking, remarkable, dramatic, exciting, powerful and the like tell readers what to feel.",
        "Give the number instead, or leave the word out.",
        sample("The drug showed promising results."),
        sample("Six of ten people improved."),
    ),
    Rule(
        "certainty",
        Severity.WARNING,
        "Certainty",
        "Certainly, definitely, undoubtedly, conclusively, confirms, establishes, always: a single study is never "
        "certain.",
        "Say what was seen, and in how many people.",
        sample("This confirms that the immune system is involved."),
        sample("This fits with an immune system that is involved."),
    ),
    Rule(
        "works-or-safe",
        Severity.WARNING,
        "Works, is effective, is safe",
        "Whether a treatment works or is safe is a judgement over many studies. One may say it as the authors' view.",
        "Say what happened to whom, or who says so.",
        sample("The drug is safe and effective."),
        sample("The authors conclude that the drug is safe."),
    ),
    Rule(
        "medical-advice",
        Severity.CRITICAL,
        "Medical advice",
        "A page tells what a study found. It never tells ill people what to do, with “should”, “must” or an order.",
        "Leave the advice out. If a guideline gives it, say whose advice it is.",
        sample("Patients should rest before they exercise."),
        sample("Larger studies should test this in patients."),
    ),
    Rule(
        "advice",
        Severity.WARNING,
        "Advice to others, or advice retold",
        "What doctors should do, and what a guideline tells patients to do, is advice too. It needs a person's look.",
        "Say whose advice it is, or tell only what was found.",
        sample("Doctors should test everybody for this."),
        sample("Doctors took part in the study."),
    ),
    Rule(
        "speaks-to-the-reader",
        Severity.WARNING,
        "You and your",
        "The text speaks about the people in the study, not to the reader. “You” soon turns into advice.",
        "Name the people: “people in the study”.",
        sample("The treatment calms your immune system."),
        sample("The treatment was meant to calm the immune system."),
    ),
    Rule(
        "claims-review",
        Severity.CRITICAL,
        "A text that calls itself checked",
        "Whether a page was checked is counted from the votes of people and shown beside the text. The text cannot "
        "claim it.",
        "Leave it out: the page shows who checked it.",
        sample("This summary was reviewed by experts."),
        sample("This is a preprint, and no experts had reviewed it."),
    ),
    Rule(
        "evidence-letter-code",
        Severity.WARNING,
        "A letter or number for the strength of evidence",
        "One code mixes design, agreement and repetition. The page tells the three apart, in words.",
        "Say which kind of study it is.",
        sample("This is grade B evidence."),
        sample("This is evidence from one small trial."),
    ),
)


def check(page: Page) -> Iterator[Hit]:
    hits = list(PHRASES.hits(page))
    advice = {hit.end for hit in hits if hit.rule == "medical-advice"}
    # The same words are one finding: the worse one.
    return (hit for hit in hits if not (hit.rule == "advice" and hit.end in advice))
