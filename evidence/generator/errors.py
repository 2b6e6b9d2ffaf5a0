"""What can go wrong with a generator, each as a sentence for the person who asked. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidence.generator.values import Provenance


class GeneratorError(Exception):
    """No proposal was made. The text is a sentence for the editor; it never holds a key or source text.

    `provenance` tells what was asked and what it cost all the same; None where nothing was asked.
    """

    provenance: Provenance | None = None


class ConfigurationError(GeneratorError):
    """A setting is missing or wrong."""


class ServerFault(GeneratorError):
    """The server could not be reached, was busy for too long, or answered with an error."""


class OutOfTime(GeneratorError):
    """The server did not answer within the time allowed."""


class AnswerUnusable(GeneratorError):
    """The server answered, and what it said is no draft, also after one repair."""


class ModelRefused(GeneratorError):
    """The model declined to write a draft."""
