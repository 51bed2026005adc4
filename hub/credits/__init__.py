"""The double-entry ledger: credit grants, wallets, budgets and holds."""
