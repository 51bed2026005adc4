"""What people are told: by email and in their inbox, each event once."""
