"""TLS_CERTIFICATE and TLS_KEY: what does not fit together is refused at the start, with the fix."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from app.config import load_settings
from tests.certificates import Certificate, write_certificate
from tests.test_config import SAFE

Refuse = Callable[..., str]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Return a function that gives the one problem of some settings."""

    def load(**given: str) -> str:
        for name, value in {**SAFE, **given}.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as refusal:
            load_settings()
        _, problem = str(refusal.value).splitlines()
        return problem.strip()

    return load


def test_both_are_set_together(certificate: Certificate, refuse: Refuse) -> None:
    alone = refuse(TLS_CERTIFICATE=certificate.certificate, TLS_KEY="")
    key = refuse(TLS_CERTIFICATE="", TLS_KEY=certificate.key)

    assert alone.startswith("TLS_KEY: set it too")
    assert key.startswith("TLS_KEY: set TLS_CERTIFICATE too")


def test_the_key_of_another_certificate_is_refused(
    certificate: Certificate, refuse: Refuse, tmp_path: Path
) -> None:
    other = write_certificate(tmp_path)

    problem = refuse(TLS_CERTIFICATE=certificate.certificate, TLS_KEY=other.key)

    assert problem.startswith("TLS_KEY: use the key of TLS_CERTIFICATE")


def test_files_that_are_mixed_up_or_broken_are_refused(
    certificate: Certificate, refuse: Refuse, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")

    swapped = refuse(TLS_CERTIFICATE=certificate.key, TLS_KEY=certificate.certificate)
    twice = refuse(TLS_CERTIFICATE=certificate.certificate, TLS_KEY=certificate.certificate)
    damaged = refuse(TLS_CERTIFICATE=certificate.certificate, TLS_KEY=str(broken))

    assert swapped.startswith("TLS_CERTIFICATE: use a file with a line -----BEGIN CERTIFICATE")
    assert twice.startswith("TLS_KEY: use a file with a line that ends in PRIVATE KEY-----")
    assert damaged.startswith("TLS_KEY: use a certificate and a key as PEM files")


def test_a_key_with_a_password_is_refused(
    certificate: Certificate, refuse: Refuse, tmp_path: Path
) -> None:
    key = serialization.load_pem_private_key(Path(certificate.key).read_bytes(), None)
    locked = tmp_path / "locked.pem"
    locked.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )

    problem = refuse(TLS_CERTIFICATE=certificate.certificate, TLS_KEY=str(locked))

    assert problem.startswith("TLS_KEY: decrypt it")


def test_uvicorn_and_a_missing_package_are_refused(
    certificate: Certificate, refuse: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {"TLS_CERTIFICATE": certificate.certificate, "TLS_KEY": certificate.key}
    uvicorn = refuse(**both, SERVER="uvicorn")
    monkeypatch.setattr("app.paths.find_spec", lambda _: None)
    missing = refuse(**both, SERVER="")

    assert uvicorn.startswith("TLS_CERTIFICATE: set SERVER=hypercorn")
    assert missing.endswith("uv sync --inexact --no-dev --group http3")


def test_links_begin_with_https(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"TLS_CERTIFICATE": certificate.certificate, "TLS_KEY": certificate.key}
    for name, value in {**SAFE, **both, "APP_ENV": "development", "BASE_URL": ""}.items():
        monkeypatch.setenv(name, value)
    assert load_settings().base_url == "https://127.0.0.1:8000"

    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:8000")
    with pytest.raises(SystemExit, match="BASE_URL: use https://"):
        load_settings()
