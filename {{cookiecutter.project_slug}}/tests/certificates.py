"""A certificate for this machine, and the context of a client that trusts it."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificate:
    """The paths for TLS_CERTIFICATE and TLS_KEY, and the file of who has signed."""

    certificate: str
    key: str
    authority: str

    @property
    def settings(self) -> dict[str, str]:
        return {"tls_certificate": self.certificate, "tls_key": self.key}

    def create_context(self, *protocols: str) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.authority)
        context.set_alpn_protocols(protocols)
        return context


def write_certificate(folder: Path) -> Certificate:
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1")
    paths = Certificate(*(str(folder / f"{name}.pem") for name in ("certificate", "key", "ca")))
    for part in issued.cert_chain_pems:
        part.write_to_path(paths.certificate, append=True)
    issued.private_key_pem.write_to_path(paths.key)
    authority.cert_pem.write_to_path(paths.authority)
    return paths
