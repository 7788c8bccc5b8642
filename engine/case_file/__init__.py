"""The case file (案卷): 正卷 and 副卷 in the order of L5 art 78, as a ZIP that proves itself."""
