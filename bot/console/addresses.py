"""Addresses of the page that is being shown, with another query."""

from urllib.parse import urlencode

from flask import request


def with_query(**changes: str) -> str:
    """The same page with other values in its query; an empty value takes one away."""
    # Not by url_for: it takes names like _scheme as orders, and these come from the address.
    asked = request.args.to_dict(flat=False) | {name: [value] for name, value in changes.items()}
    kept = {name: values for name, values in asked.items() if changes.get(name, "kept")}
    return "?" + urlencode(kept, doseq=True)
