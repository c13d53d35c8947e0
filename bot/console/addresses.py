"""Addresses of the page that is being shown, with another query."""

from urllib.parse import urlencode

from flask import request


def with_query(**changes: str) -> str:
    """The same page with other values in its query; an empty value takes one away."""
    # Not by url_for: it takes names like _scheme as orders, and these come from the address.
    kept = {name: values for name, values in request.args.to_dict(flat=False).items() if name not in changes}
    return "?" + urlencode(kept | {name: [value] for name, value in changes.items() if value}, doseq=True)
