"""Openids of invented residents, with whom workers practise: told from real ones by their very first letters."""

PREFIX = "practice:"  # WeChat's own openids hold no colon


def is_invented(openid: str) -> bool:
    """Whether nobody stands behind this openid, so that nothing is ever sent to it."""
    return openid.startswith(PREFIX)
