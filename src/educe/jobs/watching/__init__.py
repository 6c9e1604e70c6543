"""What `educe.jobs.watch` is made of: a thousand readers, few queries."""
