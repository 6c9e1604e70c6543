"""Jobs that programs outside do: they report, or claim the job and its items first."""
