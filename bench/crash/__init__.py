"""The proof: real processes are killed at random, and nothing is lost and nothing done twice.

    python -m bench.crash --kills 200

neighbours ──▶ gateway ──▶ process ──▶ database         Everything but the neighbours dies, again
   ▲             │ ◀───────── │                          and again. Then model.py compares what the
   └── hear ─────┘                                       gateway and the database say with what
                                                         the neighbours said.
"""
