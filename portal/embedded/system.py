"""What must come from the operating system: named when it is missing, and installed where that may be done.

``python -m portal.embedded.system weasyprint chromium poppler`` makes sure of the named ones.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from portal.embedded.processes import StartError


def chromium() -> str | None:
    """The path of the system's Chromium, which browser tests drive."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def _weasyprint_loads() -> bool:
    """Asked of a fresh interpreter: a failed import is remembered, and a good one costs memory."""
    return subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True).returncode == 0


@dataclass(frozen=True)
class Need:
    """Something outside Python: what it is for, whether it is there, and the Debian packages that bring it."""

    purpose: str
    present: Callable[[], object]
    packages: tuple[str, ...]


NEEDS = {
    "weasyprint": Need(
        "Making PDFs (WeasyPrint)",
        _weasyprint_loads,
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    ),
    "chromium": Need("The browser tests", chromium, ("chromium",)),
    "poppler": Need("The tests that look at PDFs", lambda: shutil.which("pdftotext"), ("poppler-utils",)),
}


def ensure(*names: str) -> None:
    """Installs what is missing if this is root on a Debian; otherwise says what to install."""
    missing = [need for name in names if not (need := NEEDS[name]).present()]
    if not missing:
        return
    packages = [package for need in missing for package in need.packages]
    what = "; ".join(f"{need.purpose}: {' '.join(need.packages)}" for need in missing)
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise StartError(
            f"Packages of the operating system are missing. {what}\n"
            f"On Debian or Ubuntu: sudo apt-get install {' '.join(packages)}"
        )
    print(f"Installing packages of the operating system. {what}", flush=True)
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", *command],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise StartError(f"apt-get {' '.join(command)} failed:\n{(done.stderr or done.stdout).strip()}")
    if still := [need.purpose for need in missing if not need.present()]:
        raise StartError(f"Installed {' '.join(packages)}, but this still does not work: {'; '.join(still)}")


if __name__ == "__main__":
    try:
        ensure(*sys.argv[1:])
    except StartError as error:
        sys.exit(str(error))
