"""Small pieces of which all answers are made."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


def told(description: str, example: Any = None, **more: Any) -> Any:
    """A field with what it means and, unless it is made of other shapes, one example."""
    return Field(description=description, examples=None if example is None else [example], **more)


class Shape(BaseModel):
    """An object of an answer."""

    model_config = ConfigDict(frozen=True)


Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""A point in time, RFC 3339, in UTC, to the microsecond."""
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
"""A day, "2026-11-27"."""
Address = Annotated[str, Field(json_schema_extra={"format": "uri"})]
"""An absolute address."""
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
"""64 hexadecimal digits."""

AN_ADDRESS = "https://atlas.example/evidence/van-der-berg-2019-rest-symptoms"
A_MOMENT = "2026-11-27T08:15:00.000000Z"
A_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
A_SLUG = "van-der-berg-2019-rest-symptoms"


class Term(Shape):
    """A coded value with its words. Programs compare the code; more codes may come."""

    code: str = told("The value as the atlas stores it. It does not change.", "case_control")
    words: str = told("The same for people, in British English. The wording may be mended.", "case-control study")
