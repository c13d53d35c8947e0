"""A district to attack, built once; whoever changes it on purpose builds their own."""

from collections.abc import Iterator

import pytest

from tests.attack.rounds import Whose, all_pages
from tests.browser import chromium
from tests.district import District, a_district

__all__ = ["chromium"]


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The product, served, with something on every page."""
    with a_district(tmp_path_factory.mktemp("attacked")) as built:
        yield built


@pytest.fixture(scope="session")
def pages(district: District) -> list[Whose]:
    """All pages of everybody."""
    return all_pages(district)
