"""Pages: Excel both ways, and history by file."""
