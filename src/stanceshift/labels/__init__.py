"""Labels paragraphs by theme and stance, and finds the positions in them."""
