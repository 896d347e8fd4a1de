"""What dishes are made of: materials, how much of each is there, recipes, the ledger of movements, stock takes."""
