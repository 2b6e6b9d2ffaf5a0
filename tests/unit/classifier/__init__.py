"""Tests of evidence/classifier: sentences invented for the purpose, never an author's."""
