"""community_catalog."""
