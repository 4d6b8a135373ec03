"""The web pages of the town. Keeps no domain state: it asks the services and listens to the bus."""
