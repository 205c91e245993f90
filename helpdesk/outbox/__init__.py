"""From the desk to a network: post each accepted reply at most once by ourselves, and never say more than is known."""
