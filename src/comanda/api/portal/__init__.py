"""The Portal API: operators govern the restaurants on the platform; portals open, list and close dining sessions."""
