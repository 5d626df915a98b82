"""REFI-QDA: projects (.qdpx, .qde) and codebooks (.qdc) of other software for reading texts.

Source of the format: REFI-QDA Standard 1.5 (2019), www.qdasoftware.org. `project` is what a file says, as it
says it; `reading` and `writing` are exact opposites; `checking` says by line what is wrong; `package` opens
and closes the archive; `texts` turns its positions into ours.
"""
