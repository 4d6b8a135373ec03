"""Groups: profile, members and officers, how each stands, and groups that look for groups."""
