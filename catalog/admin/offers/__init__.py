"""What sells a variant, in the admin: its stock by place, the ledger, its sales."""
