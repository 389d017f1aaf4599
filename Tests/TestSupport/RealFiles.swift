/// Real files, which are not in the repository: tests that need them are skipped where they are absent.
import Glibc
import UL2Core

/// The folder of real files, with `INDEX.md` and `expect/`: `UL2PREP_REALDATA`, else
/// `../shared/realdata`; nil where neither is.
package let realData: String? = {
  if let path = getenv("UL2PREP_REALDATA") { return String(cString: path) }
  let path = directoryName(repositoryRoot) + "/shared/realdata"
  return isDirectory(path) ? path : nil
}()

package let needsRealFiles =
  "needs real files, in ../shared/realdata or where UL2PREP_REALDATA says"

/// A file below the folder of real files; for tests that are skipped without it.
package func realFile(_ name: String) -> String { (realData ?? "") + "/" + name }

/// The findings of independent tools in the real files: `expect/NAME.json`, which is never empty.
package func expectations(_ name: String) throws -> [JSONValue.Member] {
  let path = realFile("expect/\(name).json")
  guard let members = try JSONValue.parse(file: path).members, !members.isEmpty else {
    throw Problem(.badInput, "no expectations", path: path)
  }
  return members
}
