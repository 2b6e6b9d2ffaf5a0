"""The ten faults seen on sites of this kind (product.md): each is caught by a named rule. The sentences are made up."""

from __future__ import annotations

import pytest

from evidence.scanner import Severity, scan
from evidence.scanner.model import Sample, sample

FAULTS: dict[str, list[tuple[str, Sample]]] = {
    "1 a change in a score told as a share of people": [
        ("change-is-not-a-share", sample(
            "After the spray, 70% of patients did not improve.",
            abstract="After eight weeks there was about 30 % improvement in symptoms on average.")),
    ],
    "2 numbers that stand nowhere in the source": [
        ("number-not-in-source", sample(
            "The study had 84 cases and 45 controls.", abstract="We compared 45 patients with 39 healthy controls.")),
        ("count-of-another-group", sample(
            "The study had 84 cases and 45 controls.",
            abstract="Of 84 participants, 45 were patients with ME/CFS; we had 45 patients and 39 healthy controls.")),
        ("fact-not-in-source", sample(
            "Blood was compared.", abstract="We compared 45 patients with 39 healthy controls.",
            cases=84, controls=45)),
    ],
    "3 an identifier that leads to another paper": [
        ("title-of-another-paper", sample(
            "Sleep was poor.", title="Sleep in people with ME/CFS", registered_title="Gut bacteria of farm animals")),
        ("identifier-of-another-paper", sample("It is 10.1234/not.this, they say.", doi="10.1234/this")),
    ],
    "4 findings from a title; a kind of work told as another": [
        ("findings-from-a-title", sample(
            "Sleep was poor.", "observed_findings", title="Sleep in ME/CFS", basis="title_only")),
        ("kind-told-otherwise", sample("This guideline tells doctors what to do.", design="commentary")),
        ("title-says-otherwise", sample(
            "Sleep was poor.", title="Erratum to: Sleep in ME/CFS", abstract="The first table was wrong.")),
        ("protocol-with-results", sample("The trial found that people slept better.", design="protocol")),
    ],
    "5 a label that says reviewed": [
        ("claims-review", sample("This summary has been reviewed by our medical team.")),
    ],
    "6 PEM verdicts where nobody took part": [
        ("pem-without-participants", sample("It sums up.", design="narrative_review", pem_verdict="not_required")),
        ("pem-without-participants", sample("It advises.", design="guideline", pem_verdict="required")),
        ("pem-without-participants", sample("Mice ran.", design="animal", pem_verdict="unclear")),
    ],
    "7 letter codes, internal codes, landmark, validates, proves": [
        ("evidence-letter-code", sample("We rate it as grade B evidence.")),
        ("internal-code", sample("Its verdict is not_required.")),
        ("hype", sample("It is a landmark study.")),
        ("validates-patients", sample("It validates patients.")),
        ("proof", sample("It proves that muscles are damaged.")),
    ],
    "8 a superseded version that stands alone": [
        ("notice-untold", sample("The review found a benefit.", notices=("superseded",), links=())),
        ("link-missing", sample("The number of women was wrong.", title="Correction: Sleep in ME/CFS", links=())),
    ],
    "9 citations gone wrong": [
        ("broken-citation", sample("It was seen before (Doe et al.. 2019).")),
        ("broken-citation", sample("It was seen before by Unknown et al.")),
        ("address-of-the-atlas-as-paper", sample(
            "Sleep was poor.", url="https://atlas.example/evidence/doe-2019-sleep-poor", slug="doe-2019-sleep-poor")),
    ],
    "10 letters lost from names": [
        ("letters-lost", sample("Sleep was poor.", authors=("Fernández",), slug="fernndez-2019-sleep-poor")),
        ("letters-lost", sample("As Fernndez and others say, sleep was poor.", authors=("Fernández",))),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "rule", "page"), [(fault, rule, page) for fault, shown in FAULTS.items() for rule, page in shown]
)
def test_the_fault_is_caught_by_the_rule_that_names_it(fault: str, rule: str, page: Sample) -> None:
    found = [finding for finding in scan(page.texts, page.source, page.facts) if finding.rule == rule]
    assert found, fault
    assert found[0].severity is not Severity.NOTE


def test_all_ten_faults_are_here() -> None:
    assert [fault.split()[0] for fault in FAULTS] == [str(number) for number in range(1, 11)]
