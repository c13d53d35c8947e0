"""How measurements are printed: aligned rows, and a verdict for each thing that is required. Pure."""

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, the first column flush left and the others flush right. All rows have as many cells."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]


def verdict(text: str, *, good: bool) -> str:
    """A line that says whether what is required was reached."""
    return f"{'reached' if good else 'MISSED '}  {text}"
