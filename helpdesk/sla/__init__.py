"""The promise: when an answer is due, and the watch that says so when it comes too late."""
