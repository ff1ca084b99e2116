"""What agendas need beside their layers: the things that an item can be about."""
