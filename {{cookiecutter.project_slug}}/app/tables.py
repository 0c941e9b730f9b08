"""The metadata that the tables of every feature belong to. Only migrations read it."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import sqlalchemy as sa

import app

# With names of their own, constraints can be changed by later migrations on either database.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def load_metadata() -> sa.MetaData:
    """Find `tables.py` in each feature's directory."""
    for feature in iter_modules(app.__path__, "app."):
        if feature.ispkg and find_spec(f"{feature.name}.tables"):
            import_module(f"{feature.name}.tables")
    return metadata
