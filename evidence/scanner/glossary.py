"""Words of the field that most readers do not know, with plain words for them.

A page may use such a word once it has explained it: in brackets behind it or with it in brackets, with "is", "means",
"a kind of" and the like, or with plain words set off by a comma. The plain words are ours, and short on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """`variants` are other spellings, in small letters; a variant in capitals is read in capitals only."""

    term: str
    plain: str
    variants: tuple[str, ...] = ()


GLOSSARY: tuple[Term, ...] = (
    Term("post-exertional malaise", "symptoms that get worse after effort", ("postexertional malaise", "PEM", "PENE")),
    Term("orthostatic intolerance", "feeling ill when upright", ("orthostatic",)),
    Term("postural tachycardia", "a racing heart when upright", ("POTS", "tachycardia", "postural orthostatic "
                                                                                        "tachycardia")),
    Term("dysautonomia", "trouble with the body's automatic control", ("autonomic dysfunction", "autonomic")),
    Term("comorbidity", "another illness at the same time", ("comorbidities", "comorbid")),
    Term("aetiology", "cause", ("etiology", "aetiological", "etiological")),
    Term("pathogenesis", "how an illness comes about", ("pathophysiology", "pathophysiological", "pathomechanism")),
    Term("idiopathic", "without a known cause"),
    Term("prevalence", "how many people have it at one time"),
    Term("incidence", "how many people newly get it"),
    Term("cohort", "a group that is followed over time", ("cohorts",)),
    Term("cross-sectional", "at one point in time"),
    Term("longitudinal", "over time"),
    Term("retrospective", "looking back at old records"),
    Term("prospective", "planned before and followed from then on"),
    Term("randomised", "put in groups by chance", ("randomized", "randomisation", "randomization", "randomly")),
    Term("placebo-controlled", "compared with a treatment without effect"),
    Term("double-blind", "nobody knew who was given what", ("double blind", "double-blinded")),
    Term("open-label", "everybody knew what was given", ("open label",)),
    Term("baseline", "the start of the study"),
    Term("endpoint", "what the study set out to measure", ("endpoints", "end point", "end points")),
    Term("confounding", "mixing up of two influences", ("confounder", "confounders", "confounded")),
    Term("statistically significant", "unlikely to be chance alone", (
        "significant difference", "significant differences", "significantly", "statistical significance",
    )),
    Term("confidence interval", "the range in which the true value probably lies", ("confidence intervals", "CI")),
    Term("odds ratio", "how many times as likely", ("odds ratios", "OR", "hazard ratio", "hazard ratios", "HR")),
    Term("effect size", "how large a difference is", ("effect sizes", "cohen's d")),
    Term("standard deviation", "how far values lie apart", ("SD", "interquartile range", "IQR")),
    Term("median", "the middle value"),
    Term("regression", "a calculation of how measures go together", ("logistic regression", "linear regression")),
    Term("area under the curve", "a score of how well a test tells groups apart", ("AUC", "AUROC", "ROC")),
    Term("sensitivity and specificity", "how often a test is right in ill and well people", ("specificity",)),
    Term("heterogeneity", "large differences between people or studies", ("heterogeneous",)),
    Term("meta-analysis", "a joint calculation over many studies", ("meta-analyses",)),
    Term("biomarker", "something measurable that goes with an illness", ("biomarkers",)),
    Term("cytokine", "a messenger of the immune system", ("cytokines",)),
    Term("chemokine", "a messenger that calls immune cells", ("chemokines",)),
    Term("interleukin", "a messenger of the immune system", ("interleukins",)),
    Term("autoantibody", "an antibody against the own body", ("autoantibodies",)),
    Term("immunoglobulin", "an antibody", ("immunoglobulins", "IgG", "IgM", "IgA")),
    Term("natural killer cell", "a kind of immune cell", ("NK cell", "NK cells", "natural killer cells")),
    Term("lymphocyte", "a kind of white blood cell", ("lymphocytes", "T cells", "B cells", "monocytes", "neutrophils")),
    Term("innate immunity", "the body's first line of defence", ("innate immune",)),
    Term("mitochondria", "the parts of a cell that make energy", ("mitochondrial", "mitochondrion")),
    Term("metabolomics", "measuring many small chemicals at once", ("metabolomic", "metabolome")),
    Term("metabolite", "a small chemical that the body makes or uses", ("metabolites",)),
    Term("proteomics", "measuring many proteins at once", ("proteomic", "proteome")),
    Term("transcriptomics", "measuring which genes are switched on", (
        "transcriptomic", "transcriptome", "gene expression",
    )),
    Term("epigenetic", "about marks on DNA that turn genes up or down", ("epigenetics", "methylation", "methylated")),
    Term("microbiome", "the germs that live in and on the body", ("microbiota", "dysbiosis", "microbial")),
    Term("genome-wide association study", "a search of the whole DNA for links", ("GWAS", "SNP", "SNPs", "polymorphism",
        "polymorphisms", "allele", "alleles", "locus", "loci")),
    Term("endothelial", "of the lining of blood vessels", ("endothelium",)),
    Term("hypoperfusion", "too little blood flow", ("perfusion", "cerebral blood flow")),
    Term("hypocapnia", "too little carbon dioxide in the blood"),
    Term("oxidative stress", "wear by reactive oxygen", ("redox",)),
    Term("lactate", "a substance that muscles make under load", ("anaerobic threshold", "anaerobic")),
    Term("cardiopulmonary exercise test", "a hard exercise test with a breathing mask", ("CPET", "cardiopulmonary "
                                                                                                 "exercise testing",
        "VO2max", "VO2peak", "VO2 max", "VO2 peak")),
    Term("neuroinflammation", "inflammation in the brain or nerves", ("neuroinflammatory", "neuro-inflammation")),
    Term("cognitive impairment", "trouble with thinking and memory", ("cognitive "
                                                                      "dysfunction", "neurocognitive", "cognitive")),
    Term("functional connectivity", "how parts of the brain work together"),
    Term("cerebrospinal fluid", "the fluid around brain and spinal cord", ("CSF",)),
    Term("cortisol", "a stress hormone", ("HPA axis", "hypothalamic")),
    Term("small fibre neuropathy", "damage of the finest nerves", ("small fiber neuropathy", "neuropathy")),
    Term("mast cell activation", "overactive cells of allergy", ("MCAS",)),
    Term("hypermobility", "joints that bend too far", ("hypermobile",)),
    Term("pharmacological", "with drugs", ("pharmacotherapy",)),
    Term("contraindicated", "not to be used"),
    Term("adverse event", "something bad that happened in the study", ("adverse events", "adverse effects")),
    Term("cognitive behavioural therapy", "a talking therapy", ("cognitive behaviour "
                                                                "therapy", "cognitive behavioral therapy", "CBT")),
    Term("graded exercise therapy", "exercise that is stepped up by a plan", ("GET",)),
    Term("pacing", "keeping activity within what the body bears"),
    Term("intravenous", "into a vein", ("subcutaneous", "intramuscular", "intranasal")),
    Term("monoclonal antibody", "a drug made like an antibody", ("monoclonal antibodies", "rituximab", "daratumumab")),
    Term("immunoadsorption", "washing antibodies out of the blood", ("plasmapheresis", "apheresis")),
    Term("cyclophosphamide", "a strong drug against cells that divide"),
    Term("in vitro", "in the laboratory, outside the body", ("ex vivo", "in vivo")),
    Term("symptomatology", "symptoms"),
    Term("exacerbation", "getting worse", ("exacerbate", "exacerbates", "exacerbated")),
    Term("attenuated", "weaker", ("attenuate", "attenuates", "attenuation")),
    Term("dysregulation", "out of balance", ("dysregulated",)),
    Term("upregulated", "turned up", (
        "up-regulated", "downregulated", "down-regulated", "upregulation", "downregulation",
    )),
)  # fmt: skip
