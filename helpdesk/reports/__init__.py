"""What managers read: how long customers waited, with those who still wait."""
