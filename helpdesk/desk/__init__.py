"""What staff do: every move is a verb that checks, changes and writes down what happened, in one transaction."""
