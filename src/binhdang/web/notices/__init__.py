"""Pages of `notices`: what the person was told, and the outbox of mails."""
