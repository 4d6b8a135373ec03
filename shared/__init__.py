"""What every service stands on: journal, messaging, web, vault, clock, timers, settings. Imports no service."""
