"""Hides Pygments, on the path of what is measured: where the developers' tools have installed it and Rich, `import
httpx` loads a command line of its own (40 ms), and nobody else has them.
"""

raise ImportError(__name__)
