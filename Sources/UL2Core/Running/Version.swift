/// What the program calls itself.
public let programVersion = "0.1.0"

/// The number of what is written: it rises when the same input would give other bytes.
public let formatNumber = 1
