"""How times are said in a neighbourhood: marks in the text, phrases of marks, what they mean."""
