"""Documents by the million: from tables and folders to two tables, in parts, by processes or by a cluster.

Rows are read in their order (`inputs`), gathered into chunks (`chunks`), answered by somebody (`local`, `cluster`),
and written in the same order (`folder`), a part at a time. A part holds a fixed number of documents, so that its bytes
depend on nothing but the input and the settings: neither on who answered, nor on how often the run was broken off.
"""
