"""Check three bodies against the model of a todo, without any request."""

from app.todos.models import TodoData
from app.web.errors import list_field_errors
from pydantic import ValidationError

BODIES = [
    {"task": "  Buy milk  "},
    {"task": "Buy milk", "complet": True},
    {"task": "", "complete": "perhaps", "due": "tomorrow", "id": 7},
]


def main() -> None:
    for body in BODIES:
        print(body)
        try:
            print("  is", repr(TodoData.model_validate(body)))
        except ValidationError as error:
            for mistake in list_field_errors(error):
                print(f"  {mistake.field}: {mistake.message}")


main()
