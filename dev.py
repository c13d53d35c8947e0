#!/usr/bin/env python3
"""Everything a developer types: run, test, lint, bench. Standard library only; needs Python 3.11 or newer.

python3 dev.py run      try it: everything started on this machine, a phone in the browser
python3 dev.py test     all tests, PostgreSQL and the browser included
python3 dev.py lint     ruff, mypy --strict, import contracts
python3 dev.py bench    measurements, each as a ratio against a peer in the same run
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
NO_VENV = """Python's venv module is missing, so no environment can be made.
  Debian, Ubuntu:  apt install python3-venv
  Fedora:          dnf install python3
  otherwise:       install Python 3.11 or newer from python.org"""


def run(arguments: list[str]) -> int:
    """Start the account, its clock and a WeChat to try it on (--port N, default 8000)."""
    prepare(RUNTIME)
    return call(BIN / "juwutong", "run", *arguments)


def test(arguments: list[str]) -> int:
    """Run all tests; arguments go to pytest."""
    prepare(DEVELOPMENT)
    parallel = [] if any(a.startswith(("-n", "-p", "--pdb")) for a in arguments) else ["-n", str(os.cpu_count() or 2)]
    return call(PYTHON, "-m", "pytest", *parallel, *arguments)


def lint(arguments: list[str]) -> int:
    """Check style, types and the direction of imports."""
    prepare(DEVELOPMENT)
    checks: tuple[tuple[str | Path, ...], ...] = (
        (PYTHON, "-m", "ruff", "check", *arguments),
        (PYTHON, "-m", "ruff", "format", "--check"),
        (PYTHON, "-m", "mypy"),
        (BIN / "lint-imports",),
    )
    return max(call(*check) for check in checks)


def bench(arguments: list[str]) -> int:
    """Measure (webhook, …; without a name: all)."""
    prepare(DEVELOPMENT)
    return call(PYTHON, "-m", "bench", *arguments)


COMMANDS = {command.__name__: command for command in (run, test, lint, bench)}


def prepare(lock: str) -> None:
    """Make `.venv` and install the lock's packages, unless that is how it is already."""
    if not PYTHON.exists():
        make_environment()
    # What development installs contains what running needs.
    if any(stamp(name).exists() and stamp(name).read_text() == digest(name) for name in (lock, DEVELOPMENT)):
        return
    print(f"Installing the packages of {lock} …", flush=True)
    # Whatever is about to be installed replaces what the stamps tell of, also when it breaks off halfway.
    for name in (RUNTIME, DEVELOPMENT):
        stamp(name).unlink(missing_ok=True)
    pip("--require-hashes", "-r", str(ROOT / lock))
    pip("--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "-e", str(ROOT))
    stamp(lock).write_text(digest(lock))


def make_environment() -> None:
    """Make `.venv`, or say what to install where that cannot be done."""
    print("Making .venv …", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(NO_VENV)


def stamp(lock: str) -> Path:
    """The file that remembers which version of a lock is installed."""
    return VENV / f"{lock}.sha256"


def digest(lock: str) -> str:
    """What a lock and the package's own description add up to."""
    return hashlib.sha256((ROOT / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()


def pip(*arguments: str) -> None:
    """Install into `.venv`; a failure ends the command with pip's own words."""
    done = call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)
    if done:
        sys.exit("The packages could not be installed; see above.")


def call(*command: str | Path) -> int:
    """Run a command in the checkout and give back its exit status; Ctrl-C is the command's to handle."""
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def main() -> int:
    """Run the command named first."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file must start on older ones to say so)
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
        return 2
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in COMMANDS:
        print(__doc__)
        return 0 if name in {"-h", "--help", "help"} else 2
    if arguments in (["-h"], ["--help"]) and name != "run":
        print(f"{name}: {COMMANDS[name].__doc__}")
        return 0
    return COMMANDS[name](arguments)


if __name__ == "__main__":
    sys.exit(main())
