"""A district that is lived in, and a browser to look at it, once for each module."""

from collections.abc import Iterator

import pytest

from tests.browser import chromium
from tests.district import District, a_district

__all__ = ["chromium"]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The product, served, with something on every page."""
    with a_district(tmp_path_factory.mktemp("district")) as built:
        yield built
