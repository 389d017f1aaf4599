/// Where tests find things, and what they compare digests with.
import UL2Core

/// The repository's root.
package let repositoryRoot: String = {
  let parts = #filePath.split(separator: "/").dropLast(3)
  return "/" + parts.joined(separator: "/")
}()

/// Real files and golden values beside the repository; nil where the folder is absent.
package let sharedFolder: String? = {
  let path = directoryName(repositoryRoot) + "/shared"
  return exists(path + "/realdata") ? path : nil
}()

/// A file of the repository's fixtures.
package func fixture(_ name: String) -> String { repositoryRoot + "/fixtures/" + name }
