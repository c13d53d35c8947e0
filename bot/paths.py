"""Where things lie in the checkout: bundled data, migrations, and what a running system writes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
MIGRATIONS = ROOT / "migrations"
VAR = ROOT / "var"
