"""Exercise 3: a form that names one mistake, and the next one only after that is corrected."""

from typing import Any

from pydantic import BaseModel, ValidationError


def list_mistakes(model: type[BaseModel], body: Any) -> dict[str, str]:
    """Return a message for each field with a mistake, named by its path, such as `items.1.text`."""
    try:
        model.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        return {str(first["loc"][0]): first["msg"]}
    return {}
