"""The servers that tests run against: real, empty and known to the settings."""

import psycopg
import redis

from portal.embedded import addresses
from portal.embedded.servers import POSTGRES_MAJOR


def test_scratch_servers_answer_where_the_settings_look():
    with psycopg.connect(addresses.database_url()) as connection:
        assert connection.info.server_version // 10000 == int(POSTGRES_MAJOR)
        encoding, collation, kind = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert (encoding, collation, kind) == ("UTF8", "C", "C.UTF-8")
    with redis.Redis.from_url(addresses.redis_url()) as client:
        assert client.ping()


def test_scratch_postgres_knows_nordic_letters():
    """Under plain C, pg_trgm drops å ä ö, and half of the words with them."""
    with psycopg.connect(addresses.database_url(), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        # "  å", " åä", "åäö", "äö ": none of them under plain C
        assert connection.execute("SELECT cardinality(show_trgm('åäö'))").fetchone() == (4,)
        assert connection.execute("SELECT upper('städ')").fetchone() == ("STÄD",)
