"""What managers decided: topics with their keywords, teams and targets, kept as numbered revisions."""
