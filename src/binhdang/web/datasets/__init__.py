"""Pages of forms: the list, the builder, previews, versions and what came in."""
