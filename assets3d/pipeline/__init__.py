"""From a merchant's 3D model to the files that shoppers load.

Plain Python: run it as `python -m assets3d.pipeline SOURCE OUT_DIR`, or from a service through
`assets3d.pipeline.sandbox.run_pipeline`. Nothing in here knows Django, a database or a network.
"""
