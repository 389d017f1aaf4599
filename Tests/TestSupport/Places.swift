/// Where tests find things in the repository.
import UL2Core

/// The repository's root.
package let repositoryRoot: String = {
  let parts = #filePath.split(separator: "/").dropLast(3)
  return "/" + parts.joined(separator: "/")
}()

/// A file of the repository's fixtures.
package func fixture(_ name: String) -> String { repositoryRoot + "/fixtures/" + name }

/// A file of golden values.
package func golden(_ name: String) throws -> JSONValue {
  try JSONValue.parse(file: fixture("golden/" + name))
}
