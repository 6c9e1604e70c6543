"""What newsletters link to: their links with verdicts, articles, what readers decide, feeds."""
