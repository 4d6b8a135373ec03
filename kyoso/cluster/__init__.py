"""A whole cluster on one machine, without containers: real Kafka, a MongoDB-protocol server, a process a replica."""
