"""Solution 1: types say what each field may be, and a validator what two say together."""

from datetime import date
from typing import Annotated, Self

from app.web.fields import Text
from pydantic import BaseModel, Field, model_validator


class Booking(BaseModel, extra="forbid"):
    """A table in a restaurant, or a room in a hotel."""

    name: Annotated[Text, Field(max_length=80)]
    people: int = Field(ge=1, le=10)
    arrival: date
    departure: date

    @model_validator(mode="after")
    def require_a_night(self) -> Self:
        """Raise `ValueError` unless the departure is on a later day than the arrival."""
        if self.departure <= self.arrival:
            raise ValueError("the departure must be after the arrival")
        return self
