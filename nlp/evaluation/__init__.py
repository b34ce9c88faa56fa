"""Evaluation: figures from lines whose right answers are known."""
