"""What a chapter's stored outputs hold: how to read, compare, and store them."""
