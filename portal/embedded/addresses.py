"""Where the embedded database and broker listen, and where the portal keeps its data.

Nothing here starts anything: the settings read these addresses when the environment names no servers.
"""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """The one folder that holds everything the trial writes (``DATA_DIR``, ``.data`` in the checkout by default)."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


def socket_dir() -> Path:
    """A private folder for unix sockets, short enough for their 107 bytes and one per data folder."""
    digest = hashlib.sha256(str(data_dir()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"samkop-{os.getuid()}-{digest}"


def database_url() -> str:
    """The database's address: ``DATABASE_URL``, or the embedded PostgreSQL on its private socket."""
    return os.environ.get("DATABASE_URL") or f"postgresql://samkop@/samkop?host={socket_dir()}"


def redis_url() -> str:
    """The broker's and cache's address: ``REDIS_URL``, or the embedded server on its private socket."""
    return os.environ.get("REDIS_URL") or f"unix://{socket_dir()}/valkey.sock"
