"""What of our suppliers ends when: reminders to owners, by action items and by mail, and the calendar."""
