"""Parameters as they are declared: what the description says of them is what is checked."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field


class Parameters(Schema):
    """The query parameters of one address. A list may be given several times."""


Limit = Annotated[int, Field(ge=1, le=100, description="How many at most.", examples=[20])]
NO_NUL = "^[^\x00]*$"
