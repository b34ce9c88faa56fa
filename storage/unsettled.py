"""Conditions on the outbox that its indexes of some rows serve: what is not over yet."""

from storage.plumbing import OPEN, OUTBOX, UNSURE, among

IS_OPEN = among(OUTBOX.c.state, OPEN)
IS_UNSURE = among(OUTBOX.c.state, UNSURE)
# A chat has an index by `sent_at`: with this in a query, years of what was said are not read.
UNSAID = OUTBOX.c.sent_at.is_(None)
