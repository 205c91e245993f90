"""From a network into the queue: poll, sieve, and write down every post exactly once."""
