"""The Khronos glTF validator, run apart from us."""
