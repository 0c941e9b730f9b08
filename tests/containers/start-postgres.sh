#!/bin/sh
# Create the database at the first start, reached by password over TCP, and then run the server.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$PGDATA"
    printf '%s\n' "$POSTGRES_PASSWORD" > /tmp/password
    initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust \
        --auth-host=scram-sha-256
    rm /tmp/password
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    pg_ctl -w -o "-c listen_addresses='' -c unix_socket_directories=/var/run/postgresql" start
    createdb --host=/var/run/postgresql --username="$POSTGRES_USER" "$POSTGRES_USER"
    pg_ctl -w stop
fi
exec "$@"
