"""The files and directories that settings name: accepted, or refused with the fix."""

import os
import ssl
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

CERTIFICATE, KEY = "-----BEGIN CERTIFICATE-----", "PRIVATE KEY-----"


def require_folder(path: str, _: Mapping[str, Any]) -> None:
    if path and not os.path.isdir(path):
        raise ValueError(f"create this directory first: {path}")


def require_certificate(path: str, others: Mapping[str, Any]) -> None:
    if not path:
        return
    if others.get("server") == "uvicorn":
        raise ValueError("set SERVER=hypercorn, or leave it empty: uvicorn needs a proxy for TLS")
    if not find_spec("aioquic"):
        raise ValueError("install aioquic: uv sync --inexact --no-dev --group http3")
    if CERTIFICATE not in read_file(path):
        raise ValueError(f"use a file with a line {CERTIFICATE}, which this one has not: {path}")


def require_key(path: str, others: Mapping[str, Any]) -> None:
    """Refuse a key that does not belong to the certificate, which has been checked before."""
    certificate = others.get("tls_certificate")
    if path and certificate == "":
        raise ValueError("set TLS_CERTIFICATE too, the file with the certificate of this key")
    if certificate and not path:
        raise ValueError("set it too, to the file with the private key of TLS_CERTIFICATE")
    if not certificate or not path:
        return
    if KEY not in read_file(path):
        raise ValueError(f"use a file with a line that ends in {KEY}, unlike this one: {path}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, path, refuse_password)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise ValueError("use the key of TLS_CERTIFICATE: this is another one's") from None
        raise ValueError(f"use a certificate and a key as PEM files: {error}") from None


def refuse_password() -> str:
    raise ValueError("decrypt it, because nobody types its password: openssl pkey -in … -out …")


def read_file(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError as error:
        raise ValueError(f"name a file that the app can read: {error.strerror}, {path}") from None


REQUIRED_PATHS: dict[str, Callable[[str, Mapping[str, Any]], None]] = {
    "tls_certificate": require_certificate,
    "tls_key": require_key,
    "backup_folder": require_folder,
}
