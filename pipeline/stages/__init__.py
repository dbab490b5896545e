"""The data flow, stage by stage: fetch, parse, identify, decide, render, enqueue, release, deliver, settle."""
