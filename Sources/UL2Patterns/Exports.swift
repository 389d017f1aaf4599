/// `Problem` is part of this interface.
@_exported import UL2Core
