"""A language server over standard input and output: the same findings as the command line, while one writes.

positions: between positions of the protocol and offsets of the text, and edits.
rules: by which settings a folder is checked, as long as their files do not change.
answers: from a text to what an editor shows of it.
diagnostics, hovers, fixes, symbols: that in the words of the protocol.
desk: what is open, and when it is checked.
serving: the server itself.
"""
