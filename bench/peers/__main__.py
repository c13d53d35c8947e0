"""`python -m bench.peers NAME PORT WORKERS` serves a peer with granian, started exactly as the product is."""

import sys

from bot.serving import serve

name, port, workers = sys.argv[1:]
serve(f"bench.peers.{name}:application", host="127.0.0.1", port=int(port), workers=int(workers))
