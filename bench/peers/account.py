"""The account the peers answer for, as the measurement hands it to them."""

import os

from bench.deliveries import Account

VARIABLE = "BENCH_ACCOUNT"
FOLDER_VARIABLE = "BENCH_FOLDER"


def account() -> Account:
    """The account in the environment variable BENCH_ACCOUNT. Raises KeyError where it is not set."""
    return Account.from_json(os.environ[VARIABLE])
