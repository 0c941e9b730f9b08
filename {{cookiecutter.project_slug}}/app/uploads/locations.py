"""STORAGE_URL: a folder, or object storage that speaks as that of Amazon, Google or Azure does."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from pydantic import BaseModel, Field, field_validator

from app.config import PROJECT_FOLDER
from app.service_urls import open_bucket, parse_url

if TYPE_CHECKING:
    from obstore.store import ObjectStore

FORMS = (
    "use file:///folder, s3://key:secret@bucket/folder?region=name&endpoint=https://host,"
    " gs://bucket/folder or az://account:key@container/folder"
)
DEFAULT = (PROJECT_FOLDER / "uploads").as_uri()


class UploadSettings(BaseModel, frozen=True):
    """The setting of uploads. `.env.example` explains it."""

    storage_url: str = Field(default="", repr=False)

    @field_validator("storage_url")
    @classmethod
    def check_storage_url(cls, value: str) -> str:
        if not value.startswith("file:"):
            open_location(value)
        elif parse_url(value).netloc or len(parse_url(value).path) < 2:
            raise ValueError(FORMS)
        return value


def open_location(value: str) -> "ObjectStore":
    """Return the storage of an address, without asking it for anything. Create a folder."""
    url = parse_url(value)
    if url.scheme == "s3":
        return open_bucket(value)
    from obstore.exceptions import BaseError
    from obstore.store import AzureStore, GCSStore, LocalStore

    # Options of obstore, such as service_account_path of Google and endpoint of Azure.
    options: Any = dict(parse_qsl(url.query))
    if url.username and url.password:
        options |= {"account_name": unquote(url.username), "account_key": unquote(url.password)}
    place: Any = {"prefix": url.path.strip("/") or None, "config": options}
    place["client_options"] = {"allow_http": True}
    try:
        if url.scheme == "file":
            return LocalStore(unquote(url.path), mkdir=True)
        if url.scheme == "gs" and url.hostname:
            return GCSStore(url.hostname, **place)
        if url.scheme == "az" and url.hostname:
            return AzureStore(url.hostname, **place)
    except BaseError as error:
        raise ValueError(f"correct its options: {str(error).partition(chr(10))[0]}") from error
    raise ValueError(FORMS)
