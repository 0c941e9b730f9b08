"""A server with TLS of its own, and a client that has connected to it."""

from collections.abc import AsyncIterator

import pytest

from app.config import Settings
from tests import http2, http3
from tests.certificates import Certificate
from tests.server.views import add_views
from tests.servers import serve_here


@pytest.fixture
async def http2_client(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> AsyncIterator[http2.Client]:
    async with (
        serve_here(tls_settings, unused_tcp_port) as (app, _),
        http2.connect(unused_tcp_port, certificate.create_context("h2")) as client,
    ):
        add_views(app)
        yield client


@pytest.fixture
async def http3_client(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> AsyncIterator[http3.Client]:
    async with (
        serve_here(tls_settings, unused_tcp_port) as (app, _),
        http3.connect(unused_tcp_port, certificate) as client,
    ):
        add_views(app)
        yield client
