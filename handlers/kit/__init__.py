"""What handlers are made with and share. Nothing here answers to anything by itself."""
