#!/bin/sh
alembic upgrade heads
app serve
