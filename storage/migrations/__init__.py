"""How the tables became what they are, one step a file. Each step goes up, down, and up again."""
