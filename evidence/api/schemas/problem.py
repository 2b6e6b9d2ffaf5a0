"""Errors, as RFC 9457 (problem details) shapes them."""

from __future__ import annotations

from evidence.api.schemas.fields import Shape, told


class ParameterFault(Shape):
    """What is wrong with one parameter."""

    parameter: str = told("Name of the parameter.", "limit")
    where: str = told("Where it stands: `query` or `path`.", "query")
    detail: str = told("What is wrong, in a sentence.", "Input should be less than or equal to 100")


class ShortProblem(Shape):
    """Why a request could not be read at all. Its media type is `application/problem+json`."""

    type: str = told("Address of a description of this kind of problem, or `about:blank`.", "about:blank")
    title: str = told("The kind of problem, in words.", "This request could not be read")
    status: int = told("The HTTP status again.", 400)
    detail: str = told("What happened this time, in a sentence.", "The address holds something that we cannot read.")


class Problem(ShortProblem):
    """Why a request could not be answered. Its media type is `application/problem+json`."""

    errors: list[ParameterFault] = told("What is wrong with which parameter; empty where it is not about parameters.")
