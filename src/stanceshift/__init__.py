"""stanceshift shows how positions in diplomatic communiqués shift, with the words that carry every claim."""

__version__ = "0.1.0"
