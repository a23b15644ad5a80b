"""The project's own benchmarks: ratios against bare Flask, measured in the same run."""
