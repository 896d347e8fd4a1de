"""The pages on which guests book a table, and see, change or give up what they booked. They need no script."""
