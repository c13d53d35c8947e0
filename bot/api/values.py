"""Values that answers of many kinds hold, and how they are written."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import Field, PlainSerializer, WithJsonSchema

from bot.api.operations import Answer


def _precise(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime, PlainSerializer(_precise, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
Url = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]


class Withdrawal(Answer):
    """When and why something was taken out."""

    at: date = Field(description="撤下的日期")
    reason: str = Field(description="撤下的理由")
