"""The life of a generation: started against a debit, reported on, ended once."""
