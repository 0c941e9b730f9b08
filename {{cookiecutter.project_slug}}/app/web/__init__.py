"""The parts that every request meets: errors, security, limits, API docs and static files."""
