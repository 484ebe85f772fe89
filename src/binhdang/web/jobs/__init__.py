"""Pages of `jobs`: what runs in the background for the person."""
