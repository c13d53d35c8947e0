"""`python -m sandbox`: the platform and its phone from the command line."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from sandbox.account import PRESETS, AccountProblem, read_account
from sandbox.server import Server
from sandbox.world import World


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; 1 with a line of explanation when that is not possible."""
    options = _parser().parse_args(arguments)
    try:
        account = read_account(options.account, preset=options.preset)
        world = World(account, seed=options.seed, state=options.state, followers=options.followers)
        asyncio.run(_serve(Server(world, port=options.port)))
    except AccountProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"端口 {options.port} 不能用：{error.strerror}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local WeChat platform with a phone.")
    parser.add_argument("--port", type=int, default=8001, help="loopback port (default 8001)")
    parser.add_argument("--account", type=Path, required=True, help="JSON file with the account's settings")
    parser.add_argument("--state", type=Path, help="SQLite file that keeps everything over a restart")
    parser.add_argument("--seed", type=int, default=1, help="seed of all identifiers, delays and faults")
    parser.add_argument("--preset", choices=sorted(PRESETS), help="kind of account, instead of the file's")
    parser.add_argument("--followers", type=int, default=0, help="followers an empty sandbox starts with")
    return parser


async def _serve(server: Server) -> None:
    await server.start()
    sys.stdout.write(f"沙箱已启动：{server.url}/\n")
    sys.stdout.flush()
    enough = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, enough.set)
    await enough.wait()
    await server.stop()


if __name__ == "__main__":
    sys.exit(main())
