#!/bin/sh
set -e
alembic upgrade heads
exec app serve
