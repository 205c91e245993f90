"""The connector of X, piece by piece."""
