"""Real processes that want the same thing at the same instant."""
