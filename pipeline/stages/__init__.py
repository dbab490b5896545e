"""The way of the data, stage by stage: fetch, parse, identify, decide, render, enqueue, release, deliver, settle."""
