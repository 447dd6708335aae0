"""What of our suppliers ends when: reminders to owners, and the calendar."""
