"""Guides (办事指南): how an item of the government catalog is done, fact by fact, each fact with its source."""
