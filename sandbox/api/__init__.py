"""The interfaces the product calls: one file per subject with its own `routes` (and `jobs` where it works later)."""
