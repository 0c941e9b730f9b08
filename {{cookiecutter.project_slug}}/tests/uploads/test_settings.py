"""STORAGE_URL: its forms, and what costs nothing until a file is stored."""

import pytest

from app import create_app
from app.config import Settings
from app.uploads.locations import open_location
from tests.imports import list_imports


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("s3://key:secret@bucket/folder?region=eu-central-1", "S3Store"),
        ("gs://bucket/folder", "GCSStore"),
        ("az://account:a2V5@container/folder", "AzureStore"),
        ("az://container?account_name=account&use_emulator=true", "AzureStore"),
    ],
)
def test_object_storage_of_each_kind_is_opened(value: str, kind: str) -> None:
    assert type(open_location(value)).__name__ == kind


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("uploads", "use file:///folder"),
        ("file://uploads", "use file:///folder"),
        ("file:///", "use file:///folder"),
        ("ftp://host/folder", "use file:///folder"),
        ("gs:///folder", "use file:///folder"),
        ("s3://key@bucket", "use s3://key:secret@bucket"),
        ("gs://bucket?color=blue", "correct its options"),
        ("az://container", "correct its options"),
        ("s3://key:se/cret@bucket", "%2F"),
    ],
)
def test_another_value_is_refused_with_the_fix(settings: Settings, value: str, said: str) -> None:
    with pytest.raises(SystemExit) as refusal:
        create_app(settings.model_copy(update={"variables": {"STORAGE_URL": value}}))

    assert "STORAGE_URL: " in str(refusal.value)
    assert said in str(refusal.value)


@pytest.mark.slow
def test_no_library_is_imported_before_a_file_is_stored(settings: Settings) -> None:
    assert list_imports(settings) & {"PIL", "obstore"} == set()
