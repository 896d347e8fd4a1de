"""What phones and staff screens are told as it happens: sockets of a real server."""
