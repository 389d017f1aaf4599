/// This interface speaks of documents and of `Problem`.
@_exported import UL2Documents
