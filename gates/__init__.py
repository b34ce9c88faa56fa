"""What must hold before a change lands: python3 run.py check, test and lock.

checks       format, lint, types, imports, quick tests
everything   the checks, and every test there is     machine   what these need of the machine
tally        how many tests needed a browser, a gateway or PostgreSQL, and ran
locks        requirements.lock and requirements-dev.lock, made again
"""
