"""The types that a field of a new feature can have, and what each is in the code."""

from typing import NamedTuple


class Kind(NamedTuple):
    """One type, as the Python that stands for it in each place of a feature."""

    column: str  # in the table
    stored: str  # in an answer
    requested: str  # in a request, as JSON
    typed: str  # in a form, whose values are texts; empty if it is as in a request
    # For tests: two values that are accepted, and one that is refused.
    good: tuple[str, str]
    bad: str


KINDS = {
    "text": Kind(
        column="sa.Text",
        stored="str",
        requested="Annotated[Text, Field(max_length=500)]",
        typed="",
        good=('"Weave"', '"Spin"'),
        bad='" "',
    ),
    "longtext": Kind(
        column="sa.Text",
        stored="str",
        requested="Annotated[Text, Field(max_length=10_000)]",
        typed="",
        good=('"Weave\\nSpin"', '"Spin\\nWeave"'),
        bad='" "',
    ),
    "int": Kind(
        column="sa.Integer",
        stored="int",
        requested="Annotated[Int, Strict()]",
        typed="Int",
        good=("7", "8"),
        bad='"7"',
    ),
    "number": Kind(
        column="sa.Float",
        stored="float",
        requested="Annotated[FiniteFloat, Strict()]",
        typed="FiniteFloat",
        good=("7.5", "8.25"),
        bad='"7.5"',
    ),
    "bool": Kind(
        column="sa.Boolean",
        stored="bool",
        requested="StrictBool",
        typed="bool",
        good=("True", "False"),
        bad='"yes"',
    ),
    "date": Kind(
        column="sa.Date",
        stored="date",
        requested="Day",
        typed="",
        good=('"2027-01-31"', '"2028-02-29"'),
        bad='"2027-02-29"',
    ),
    "time": Kind(
        column="sa.DateTime(timezone=True)",
        stored="datetime",
        requested="Moment",
        typed="LocalTime",
        good=('"2027-01-31T12:00:00Z"', '"2028-02-29T23:59:00Z"'),
        bad='"2027-01-31T12:00:00"',
    ),
}
REFERENCE = Kind(
    column="sa.String(36)",
    stored="str",
    requested="RowId",
    typed="",
    good=("", ""),
    bad='"1"',
)
# Only these can be unique. Nobody minds if two notes are done, or due at the same time.
UNIQUE = {"text", "int"}
