"""People held against several definitions, what others use, and lists that only look like "and": invented."""

from __future__ import annotations

from tests.unit.classifier.sentences_in import N, R, Row, U, X

_THREE = "fukuda1994 ccc2003 icc2011"

HELD: tuple[Row, ...] = (
    (
        "Referred patients were thoroughly assessed against three sets of criteria: the Fukuda criteria, the CCC and "
        "the ICC.",
        N,
        _THREE,
        "subgroup",
    ),
    (
        "All participants were examined according to two case definitions, the Fukuda criteria and the Canadian "
        "Consensus Criteria.",
        N,
        "fukuda1994 ccc2003",
        "subgroup",
    ),
    (
        "Participants were checked against several definitions of ME/CFS (Fukuda, CCC, IOM).",
        N,
        "fukuda1994 ccc2003 iom2015",
        "subgroup",
    ),
    (
        "People with suspected ME/CFS were referred by their doctor and assessed by five sets of criteria, namely "
        "Holmes, Oxford, Fukuda, CCC and ICC.",
        N,
        f"holmes1988 oxford1991 {_THREE}",
        "subgroup",
    ),
    ("We evaluated patients by two definitions: the CCC and the ICC.", N, "ccc2003 icc2011", "subgroup"),
    (
        "Every patient underwent assessment by three different case definitions: CCC, ICC and IOM.",
        N,
        "ccc2003 icc2011 iom2015",
        "subgroup",
    ),
    ("Patients were evaluated according to the Fukuda, CCC and ICC.", N, _THREE, "subgroup"),
    ("Patients were evaluated according to the Fukuda criteria and the CCC.", N, "fukuda1994 ccc2003", "or"),
    (
        "All patients were checked against the Canadian Consensus Criteria and the ICC.",
        N,
        "ccc2003 icc2011",
        "subgroup",
    ),
    (
        "Four case definitions were applied to all referred patients: Oxford, Fukuda, the CCC and the ICC.",
        N,
        f"oxford1991 {_THREE}",
        "subgroup",
    ),
    (
        "The patients' fulfilment of four definitions (Oxford, Fukuda, CCC and ICC) was examined.",
        N,
        f"oxford1991 {_THREE}",
        "subgroup",
    ),
    (
        "Patients had been diagnosed by a physician. In addition, they were evaluated using three case definitions: "
        "Fukuda, CCC and ICC.",
        N,
        f"physician_dx {_THREE}",
        "subgroup",
    ),
    (
        "All patients fulfilled the Fukuda criteria and were evaluated according to two further case definitions: CCC "
        "and ICC.",
        N,
        "fukuda1994",
        "single",
    ),
    ("All patients met the CCC and were then evaluated by two definitions, Fukuda and IOM.", R, "ccc2003", "single"),
    ("Patients had to meet all of the following case definitions: Fukuda, CCC and ICC.", R, _THREE, "and"),
    ("Patients met the Fukuda criteria, the CCC and the ICC.", R, _THREE, "and"),
    (
        "Patients were assessed against three case definitions and were included if they met all of them: Fukuda, CCC "
        "and ICC.",
        R,
        _THREE,
        "and",
    ),
    (
        "Two physicians evaluated all patients, who fulfilled two case definitions: Fukuda and CCC.",
        R,
        "fukuda1994 ccc2003",
        "and",
    ),
    (
        "Patients were examined by a physician to confirm that they met two sets of criteria: Fukuda and CCC.",
        R,
        "fukuda1994 ccc2003",
        "and",
    ),
    (
        "All were assessed against the Fukuda criteria and the CCC; those who met both were included.",
        R,
        "fukuda1994 ccc2003",
        "and",
    ),
    ("Patients were evaluated by a physician using the Canadian Consensus Criteria.", R, "ccc2003", "single"),
    # A mere "and" between three sets, or between sets that nobody requires together, is read as "or".
    ("Diagnosis was based on the Fukuda, the Canadian and the International Consensus Criteria.", N, _THREE, "or"),
    ("Patients were diagnosed according to the Oxford criteria and the CCC.", N, "oxford1991 ccc2003", "or"),
    ("Patients were diagnosed using the Holmes criteria as well as the ICC.", N, "holmes1988 icc2011", "or"),
    ("ME/CFS was diagnosed by the Fukuda (1994), Canadian (2003) and IOM criteria.", N, "fukuda1994 iom2015", "or"),
    ("Patients were diagnosed by the Fukuda criteria in adults and the CCC.", N, "fukuda1994 ccc2003", "or"),
    ("Diagnosis was based on the CCC, the ICC and the IOM criteria.", R, "ccc2003 icc2011 iom2015", "or"),
    ("Patients were diagnosed by both the Oxford criteria and the CCC.", R, "oxford1991 ccc2003", "and"),
    ("The Oxford, Fukuda and Canadian criteria were met by all patients.", R, "oxford1991 fukuda1994 ccc2003", "and"),
    ("A diagnosis by the Fukuda criteria, the CCC and the ICC was required.", R, _THREE, "and"),
    ("All patients conformed to the Fukuda, CCC and ICC.", R, _THREE, "and"),
    ("The Fukuda and the Canadian criteria were used for diagnosis.", R, "fukuda1994 ccc2003", "and"),
)

PRACTICE: tuple[Row, ...] = (
    ("For diagnosis the Fukuda criteria were recommended most often; the CCC were also used.", U, "", "none"),
    (
        "In diagnosing patients, the CCC were most frequently recommended, and the ICC and the IOM criteria were used "
        "as well.",
        U,
        "",
        "none",
    ),
    ("For diagnosis the Fukuda criteria were often recommended. The CCC were also used.", U, "", "none"),
    ("The most commonly used criteria for diagnosing patients were the CCC and the Fukuda criteria.", U, "", "none"),
    ("The preferred criteria for the diagnosis of patients were the CCC and the IOM criteria.", U, "", "none"),
    ("Criteria in use for the diagnosis of patients were the CCC and the ICC.", U, "", "none"),
    ("In clinical practice, the CCC and the ICC were commonly used for diagnosis of patients.", U, "", "none"),
    ("Clinicians mostly used the Canadian Consensus Criteria to diagnose patients.", U, "", "none"),
    ("Experts from twelve countries reported that the CCC were used to diagnose ME/CFS.", U, "", "none"),
    ("Regarding diagnosis, the CCC were preferred, and the IOM criteria were also applied.", U, "", "none"),
    ("Across the guidelines, the IOM criteria were used for diagnosis.", U, "", "none"),
    ("Among the surveyed clinicians, the CCC were used to diagnose ME/CFS.", U, "", "none"),
    ("The CCC were widely used by physicians to diagnose patients.", U, "physician_dx", "single"),
    ("Canadian Consensus Criteria were used to include patients.", R, "ccc2003", "single"),
    ("The CCC, the most commonly used criteria, were used to select patients.", R, "ccc2003", "single"),
    ("The CCC were used to include patients, as they are the most widely used criteria.", R, "ccc2003", "single"),
    (
        "The Canadian Consensus Criteria, as recommended by the experts, were used for inclusion.",
        R,
        "ccc2003",
        "single",
    ),
    ("Two clinicians used the Canadian Consensus Criteria to diagnose all patients.", R, "ccc2003", "single"),
    ("The CCC were used for the diagnosis of patients in all participating centres.", R, "ccc2003", "single"),
    ("Pain was the most common symptom in patients diagnosed with the CCC.", R, "ccc2003", "single"),
    ("Patients, who were commonly referred by physicians, were diagnosed with the CCC.", R, "ccc2003", "single"),
)

_USED_THERE = (
    "For diagnosis, the Fukuda criteria were most often recommended, and the CCC and the ICC were also used. Treatment "
    "was mostly symptomatic."
)

OF_EXPERTS: tuple[tuple[str, str, str], ...] = (
    ("Care of ME/CFS in nine countries: a survey of experts", _USED_THERE, X),
    ("The diagnosis of ME/CFS: results of a survey among hospital specialists", _USED_THERE, X),
    ("Use of case definitions for ME/CFS by clinicians: an online survey", _USED_THERE, X),
    ("Diagnostic practice for ME/CFS in the north of Europe", _USED_THERE, U),
    ("A survey of patients seen by specialists in ME/CFS", "All 300 patients met the CCC.", R),
)

NEVER: tuple[str, ...] = (
    "Case status was determined under four definitions: the Oxford, Fukuda, CCC and ICC definitions.",
    "All patients were diagnosed under each of the following definitions separately: Fukuda, CCC and ICC.",
    "The participants fulfilled different case definitions (Fukuda, CCC and ICC).",
    "Patients who met any definition (Fukuda, CCC and ICC) were enrolled.",
    "Patients were interviewed by a doctor, and the Fukuda, CCC and ICC were applied.",
    "Two sets of criteria were used to assess the patients: the Fukuda criteria and the Canadian Consensus Criteria.",
    "Patients were diagnosed with the Oxford criteria. In addition, they were diagnosed with the CCC.",
    "Diagnosis of patients was based on the CCC in seven countries and on the Fukuda criteria in four.",
    "Among the criteria used to diagnose patients, the CCC ranked first and the ICC second.",
    "Consensus was reached that the CCC be used for the diagnosis of patients.",
    "Of the included trials, five used the CCC to select patients.",
    "In primary care, patients were commonly diagnosed by the CCC.",
    "Diagnosis of patients was most commonly made with the Canadian Consensus Criteria.",
    "Specialists predominantly applied the Canadian Consensus Criteria for diagnosis of patients.",
)
