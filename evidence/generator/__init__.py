"""From a paper's abstract to sentences of a draft, each with the place in the paper that it rests on.

    DraftRequest -> Provider.propose -> DraftProposal

Providers: `extractive` (the default: picks the paper's own sentences, needs no model, sends nothing) and
`openai_compatible` (a language model, hosted or local). What a provider proposes becomes content only when a person
takes it over. The package knows no Django and no rows: settings come in as a `GeneratorConfig`.
See docs/generator.md.
"""

from __future__ import annotations

from evidence.generator import sayings  # noqa: F401 - so that what was stored is known again
from evidence.generator.baseline import ExtractiveProvider
from evidence.generator.config import GeneratorConfig, config_from_environ
from evidence.generator.errors import (
    AnswerUnusable,
    ConfigurationError,
    GeneratorError,
    ModelRefused,
    OutOfTime,
    ServerFault,
)
from evidence.generator.openai_compatible import OpenAICompatibleProvider
from evidence.generator.provider import Provider
from evidence.generator.values import (
    DraftProposal,
    DraftRequest,
    DroppedSentence,
    ProposedSentence,
    Provenance,
    Span,
)
from evidence.generator.versions import GENERATOR_VERSION

__all__ = [
    "GENERATOR_VERSION",
    "AnswerUnusable",
    "ConfigurationError",
    "DraftProposal",
    "DraftRequest",
    "DroppedSentence",
    "ExtractiveProvider",
    "GeneratorConfig",
    "GeneratorError",
    "ModelRefused",
    "OpenAICompatibleProvider",
    "OutOfTime",
    "ProposedSentence",
    "Provenance",
    "Provider",
    "ServerFault",
    "Span",
    "config_from_environ",
    "provider_for",
]


def provider_for(config: GeneratorConfig) -> Provider:
    """The provider that the settings ask for."""
    return OpenAICompatibleProvider(config) if config.provider == "openai_compatible" else ExtractiveProvider()
