"""`python -m bench` runs every measurement, `python -m bench NAME …` one of them; a measurement is a module here."""

import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

import click

import bench


def measurements() -> dict[str, click.Command]:
    """The measurements by the names of their modules: those that have a command called `measure`."""
    names = [found.name for found in pkgutil.iter_modules(bench.__path__) if found.name != "__main__"]
    modules = {name: import_module(f"bench.{name}") for name in names}
    return {name: module.measure for name, module in modules.items() if hasattr(module, "measure")}


def main(arguments: Sequence[str]) -> int:
    """Run the measurement named first, or all of them; the exit status of the first that failed to run."""
    known = measurements()
    names = arguments[:1] or sorted(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        click.echo(f"There is no measurement {unknown[0]!r}. There are: {', '.join(sorted(known))}.", err=True)
        return 2
    return max(_run(known[name], name, arguments[1:]) for name in names)


def _run(command: click.Command, name: str, arguments: Sequence[str]) -> int:
    try:
        return command.main(list(arguments), prog_name=f"bench {name}", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
