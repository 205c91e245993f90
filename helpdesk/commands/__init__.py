"""One file a command, or a family of them. Each file has a `command`; cli.py loads it only when it is called."""
