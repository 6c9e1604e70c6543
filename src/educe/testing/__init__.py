"""For tests of extractors and of the engine."""
