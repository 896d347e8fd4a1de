"""Webhooks: partner apps are told of events by signed messages, until they heard them or do not answer any more."""
