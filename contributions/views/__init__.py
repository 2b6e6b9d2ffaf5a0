"""The public face of the letterbox: the form, the receipt, the way to follow a letter, the ledger."""
