"""The pages. Each one parses what came in, calls one verb, and answers; what is decided is decided below."""
