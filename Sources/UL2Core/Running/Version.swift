/// What the program calls itself.
package let programVersion = "0.1.0"

/// The number of what is written: it rises when the same input would give other bytes.
package let formatNumber = 1
