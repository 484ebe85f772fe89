"""Pages over several registers: congress planner, training of who holds a post, qualified women not in the pipeline."""
