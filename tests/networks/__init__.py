"""The networks layer against servers that misbehave, a server that others wrote, and a model of a list that grows."""
