"""A process of its own for the CAD kernel, which ends the process it runs in on some damaged files.

`python worker.py SOURCE TARGET LINEAR ANGULAR`; tolerances in millimetres and radians.
"""

import sys

import cascadio

if __name__ == "__main__":
    source, target, linear, angular = sys.argv[1:]
    # One thread, so that the same file gives the same triangles in the same order.
    sys.exit(cascadio.step_to_glb(source, target, float(linear), float(angular), use_parallel=False))
