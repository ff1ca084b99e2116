"""What meetings need beside their layers: people, letters, calendars, deadlines, panels, the paper of the minutes."""
