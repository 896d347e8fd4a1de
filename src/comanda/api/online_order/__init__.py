"""The Online Order API: partner apps read the menu, price carts, place, pay, cook and serve orders."""
