"""Measurements: each module here that has a `measure` command compares the product with a peer in the same run."""
