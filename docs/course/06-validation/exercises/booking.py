"""Exercise 1: a booking for minus three people, who leave before they come."""

from datetime import date

from pydantic import BaseModel


class Booking(BaseModel):
    """A table in a restaurant, or a room in a hotel."""

    name: str
    people: int
    arrival: date
    departure: date
