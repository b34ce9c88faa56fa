"""Claim messages as a process does that holds the lease of their channel."""

from storage import leases, outbox


def claim(connection, now, channel="sim", owner="test"):
    """The next message to say, or None."""
    lease = outbox.lease_of(channel)
    epoch = leases.take(connection, lease, owner, now, from_anybody=True)
    return outbox.claim(connection, now, {channel: epoch})
