"""The neighbourhood as rules: people, cases, promises. Pure: no I/O, no clock, no ORM."""
