"""Forms, checked by pydantic."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from quart import request

Model = TypeVar("Model", bound=BaseModel)


async def read_form(model: type[Model]) -> tuple[Model | None, dict[str, str]]:
    """Return what was sent, or None with an error for each wrong field. A GET sends nothing."""
    if request.method == "GET":
        return None, {}
    try:
        return model.model_validate((await request.form).to_dict()), {}
    except ValidationError as error:
        return None, {str(each["loc"][0]): each["msg"] for each in error.errors()}
