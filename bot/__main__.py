"""python -m bot: the operator's commands."""

from bot.cli.app import main

main()
