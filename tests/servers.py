"""Brings up the servers that the tests run against, before anything reads the settings.

PostgreSQL starts once, in the process that was called; pytest-xdist's workers inherit its address and have a
database each. Valkey, the broker, cannot be shared that way, so every process has its own. What the environment
names is used as it is.
"""

import contextlib
import os

import pytest

from portal.embedded.scratch import scratch_data_dir, scratch_postgres, scratch_valkey

_OWN_VALKEY = "SAMKOP_TESTS_START_VALKEY"


@pytest.hookimpl(wrapper=True)  # a wrapper runs before pytest-django, which loads the settings in this hook
def pytest_load_initial_conftests(early_config: pytest.Config):
    servers = contextlib.ExitStack()
    early_config.add_cleanup(servers.close)
    os.environ["DATA_DIR"] = str(servers.enter_context(scratch_data_dir()))
    os.environ["SITE_URL"] = "http://localhost:8000"
    if not os.environ.get("REDIS_URL"):
        os.environ[_OWN_VALKEY] = "1"
    if _OWN_VALKEY in os.environ:
        os.environ["REDIS_URL"] = servers.enter_context(scratch_valkey())
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = servers.enter_context(scratch_postgres())
    return (yield)
