"""From chapter 3 on, the tests of the exercises use the fixtures of your project's own tests."""

from importlib.util import find_spec

pytest_plugins = ["tests.conftest"] if find_spec("app") else []
