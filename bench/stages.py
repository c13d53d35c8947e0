"""Where the product's time goes: its real functions timed from outside, in one process and without a server."""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import click

from bench.deliveries import Account, Delivery, Writer, read_reply, unanswered
from bench.servers import ROOT, environment

REST = "HTTP and everything else"
# Stage → the functions it consists of, "module:name" or "module:Class.name". What a function spends in another stage
# counts there, so the stages add up to the whole.
STAGES = {
    "signature, decrypt": ("bot.webhook.envelope:Envelope.check", "bot.webhook.envelope:Envelope.open"),
    "XML": ("bot.webhook.xml:read", "bot.webhook.messages:understand"),
    "deciding: reading the text": ("handlers.conversation:HandlersInOrder.prepare", "answers.reading:Reader.read"),
    "deciding: segmentation": ("answers.words:Words.terms",),
    "deciding: ranking": ("answers.ranking:Ranking.evidence",),
    "handlers": ("handlers.conversation:HandlersInOrder.respond",),
    "rendering": (
        "answers.card:item_card",
        "answers.card:choice_text",
        "bot.webhook.replies:split",
        "bot.webhook.replies:render",
    ),
    "encrypt": ("bot.webhook.envelope:Envelope.seal",),
    "database: statements": (
        "bot.webhook.inbox:note",
        "bot.followers:meet",
        "bot.followers:remember",
        "bot.prepared:Prepared.rows",
    ),
    "database: transaction": (
        "bot.webhook.view:Door._answer_first",
        "sqlalchemy.engine.default:DefaultDialect.do_execute",
        "sqlalchemy.engine.default:DefaultDialect.do_commit",
        "sqlalchemy.engine.default:DefaultDialect.do_rollback",
    ),
}
WARM_UP = 500


class Stopwatch:
    """Adds up the time spent in each stage; a stage that calls another stands still meanwhile."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._stack = [REST]
        self._since = clock()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()

    def clear(self) -> None:
        """Begin anew."""
        self.seconds.clear()
        self.calls.clear()
        self._since = self._clock()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time counted for the stage."""

        @wraps(function)
        def measured(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  (whatever the function takes)
            self._turn()
            self._stack.append(stage)
            self.calls[stage] += 1
            try:
                return function(*args, **kwargs)
            finally:
                self._turn()
                self._stack.pop()

        return measured

    def _turn(self) -> None:
        now = self._clock()
        self.seconds[self._stack[-1]] += now - self._since
        self._since = now

    def stop(self) -> dict[str, float]:
        """The seconds of each stage until now."""
        self._turn()
        return dict(self.seconds)


def attach(stopwatch: Stopwatch) -> None:
    """Time the functions of STAGES wherever they are known by name. Raises AttributeError for one that is gone."""
    for stage, names in STAGES.items():
        for name in names:
            _attach(stopwatch, stage, *name.split(":"))


def _attach(stopwatch: Stopwatch, stage: str, module_name: str, path: str) -> None:
    holder: Any = import_module(module_name)
    *classes, name = path.split(".")
    for part in classes:
        holder = getattr(holder, part)
    original = getattr(holder, name)
    timed = stopwatch.timed(stage, original)
    setattr(holder, name, timed)
    if not classes:
        _replace_in_other_modules(original, name, timed)


def _replace_in_other_modules(original: object, name: str, timed: object) -> None:
    # `from x import name` has made copies of the reference.
    for module in list(sys.modules.values()):
        with suppress(Exception):
            if getattr(module, name, None) is original:
                setattr(module, name, timed)


def wsgi_environment(delivery: Delivery) -> dict[str, Any]:
    """What a WSGI server would make of the request."""
    head, _, body = delivery.request.partition(b"\r\n\r\n")
    path, _, query = head.split(b" ")[1].decode().partition("?")
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_USER_AGENT": "Mozilla/4.0",
        "HTTP_ACCEPT": "*/*",
        "CONTENT_TYPE": "text/xml",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def send(app: Any, environments: Iterable[dict[str, Any]]) -> list[bytes]:  # noqa: ANN401  (a WSGI application)
    """Hand the requests to the application one after the other; the bodies of its replies."""
    bodies = []
    for given in environments:
        answer = app(given, _ignore)
        bodies.append(b"".join(answer))
        if hasattr(answer, "close"):  # as the standard says: not every application's answer needs it
            answer.close()
    return bodies


def _ignore(_status: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
    return len


@click.command(help=__doc__)
@click.option("--messages", default=3000, show_default=True)
@click.option("--verbatim", is_flag=True, help="the same 300 texts again and again: their decisions are remembered")
def main(*, messages: int, verbatim: bool) -> None:
    """Print what a message costs as it is, then the stages with the clock attached."""
    account = Account.fresh()
    with tempfile.TemporaryDirectory(prefix="juwutong-bench-") as folder:
        os.environ.update(environment(account, Path(folder)))
        subprocess.run([sys.executable, "-m", "wsgi", "setup"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        now = time.time_ns()
        writer = Writer(account, "127.0.0.1", now=now // 10**9, first_id=now, random=Random(1))  # noqa: S311
        deliveries = writer.write(WARM_UP + 2 * messages, verbatim=verbatim)
        click.echo(_measure(account, deliveries, messages))


def _measure(account: Account, deliveries: Sequence[Delivery], messages: int) -> str:
    app = import_module("wsgi").application()
    environments = [wsgi_environment(delivery) for delivery in deliveries]
    replies = send(app, environments[:WARM_UP])
    for delivery, body in zip(deliveries, replies, strict=False):
        if problem := unanswered(delivery, read_reply(account, body)):
            raise click.ClickException(problem)
    before = time.process_time()
    send(app, environments[WARM_UP:-messages])
    cpu_us = (time.process_time() - before) / messages * 1e6
    stopwatch = Stopwatch(time.process_time)
    attach(stopwatch)
    stopwatch.clear()
    send(app, environments[-messages:])
    return table(stopwatch.stop(), stopwatch.calls, messages=messages, cpu_us=cpu_us)


def table(seconds: Mapping[str, float], calls: Mapping[str, int], *, messages: int, cpu_us: float) -> str:
    """The stages, the most expensive first, with how often each is entered for a message."""
    whole = sum(seconds.values())
    rows = [
        f"{stage:<28}{spent / messages * 1e6:>8.1f}{spent / whole:>8.0%}{calls.get(stage, 0) / messages:>9.1f}"
        for stage, spent in sorted(seconds.items(), key=lambda pair: -pair[1])
    ]
    title = f"A message costs {cpu_us:.0f} µs CPU in the application, measured over {messages} messages."
    head = f"With the clock attached:{'µs':>12}{'share':>8}{'calls':>9}"
    total = f"{'together':<28}{whole / messages * 1e6:>8.1f}"
    return "\n".join([title, "", head, *rows, total])


if __name__ == "__main__":
    main()
