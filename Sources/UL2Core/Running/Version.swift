/// The program's name and version.
package let programVersion = "0.1.0"
