"""The engine, one module per stage.

fetch, parse, identify, decide, render, enqueue, release, deliver, settle; `run` is one tick of all of them.
"""
