"""The operator's commands: app.py lists them, a file beside it does each.

app       what can be said, and what becomes of errors     console   data here, talk there
start     demo, run          order    do         replay  doctor  init  words
backup    restore  move      databases  as they are named there      progress  their bars
opening   settings and database, before anything else
finding   one line of doctor's report; machine, deployment and memory are what it looks at
"""
