"""What meetings need beside their layers: people, letters, calendars, deadlines, panels and the paper of the minutes."""
