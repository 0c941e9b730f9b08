"""The same failure in a transaction, as the project runs its migrations."""

import sys

from sqlalchemy import create_engine, event
from tags import run_both

engine = create_engine("sqlite://", connect_args={"isolation_level": None})
event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))

if not run_both(engine):
    sys.exit("Lost: the database has half of the migration, and no migration fits it.")
