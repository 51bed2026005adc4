"""What people are told: by e-mail and in their inbox, each event once."""
