"""Acceptance scenarios, replayed: docs/scenarios.md is the language, docs/vocabulary.md the words.

language    text → scenarios        words     what may be named, read from the vocabulary
fields      reading and comparing   given     the world before the first event
stage       plays the events        judge     holds a block against its assertions
runner      files in, verdicts out
"""
