"""Invitations (声かけ): a group looks for somebody among people who agreed to be found."""
