/// What the program calls itself.
package let programVersion = "0.1.0"
