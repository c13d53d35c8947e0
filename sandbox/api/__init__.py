"""The interfaces the product calls: one file per subject, each with its own `routes` (and `jobs`, where it does work later)."""
