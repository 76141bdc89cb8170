"""From bytes to text with a map back; each format has a module of its own."""
