"""Which links of a newsletter are articles: a chain of small rules, each of which says why."""
