"""Solution 3: pydantic knows all mistakes, and the path of each."""

from typing import Any

from pydantic import BaseModel, ValidationError


def list_mistakes(model: type[BaseModel], body: Any) -> dict[str, str]:
    """Return a message for each field with a mistake, named by its path, such as `items.1.text`."""
    try:
        model.model_validate(body)
    except ValidationError as error:
        return {
            ".".join(map(str, mistake["loc"])) or "body": mistake["msg"]
            for mistake in error.errors(include_input=False, include_url=False)
        }
    return {}
