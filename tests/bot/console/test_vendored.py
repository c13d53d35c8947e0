"""What others wrote is what they released, and may do no more in our pages than it must."""

import hashlib
import json
import re
from pathlib import Path

from bot import console

STATIC = Path(console.__file__).parent.parent / "static"
TEMPLATES = STATIC.parent / "templates" / "console"


def test_vendored_files_are_those_that_were_checked() -> None:
    vendor = STATIC / "vendor"
    noted = {name: digest for digest, name in map(str.split, (vendor / "SHA256SUMS").read_text().splitlines())}

    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in vendor.glob("*.js")}

    assert found == noted
    assert 'version:"2.0.11"' in (vendor / "htmx.min.js").read_text()


def test_htmx_runs_no_text_loads_nothing_foreign_and_keeps_no_page_in_the_browser() -> None:
    found = re.search(r"htmx-config\" content='(.*?)'", (TEMPLATES / "base.html").read_text())
    assert found

    config = json.loads(found[1])

    assert not any(config[name] for name in ("allowEval", "allowScriptTags", "includeIndicatorStyles"))
    assert config["selfRequestsOnly"]
    assert config["historyCacheSize"] == 0


def test_no_template_has_a_script_or_style_of_its_own() -> None:
    own = re.compile(r"<style|\bstyle=|\bon[a-z]+=|<script(?![^>]*\bsrc=)|hx-on|javascript:")

    assert [path.name for path in TEMPLATES.glob("*.html") if own.search(path.read_text())] == []
