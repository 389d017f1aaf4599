/// The screen that results are drawn on: how wide it is, and whether it shows colours.
import ArgumentParser
import Glibc
import UL2Pipeline

enum ColourChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never

  static var allValueDescriptions: [String: String] {
    describe([
      auto: "on a terminal, unless NO_COLOR is set", always: "always", never: "never",
    ])
  }
}

struct Screen {
  var width: Int
  var colours: Bool

  init(width: Int, colours: Bool) {
    self.width = max(20, width)
    self.colours = colours
  }

  /// Standard output. Colours by themselves only on a terminal, unless `NO_COLOR` is set.
  init(_ choice: ColourChoice) {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let wanted = isTerminal && Self.variable("NO_COLOR") == nil && Self.variable("TERM") != "dumb"
    self.init(
      width: terminalColumns(STDOUT_FILENO), colours: choice == .always || choice == .auto && wanted
    )
  }

  /// An environment variable; nil where it is not set, or empty.
  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
    return unsafe String(cString: value)
  }

  func text(_ lines: [StyledText]) -> String {
    lines.map { $0.trimmed.text(colours: colours) + "\n" }.joined()
  }
}

/// The width of the terminal behind a descriptor; 80 where there is none.
func terminalColumns(_ descriptor: Int32) -> Int {
  var size = winsize()
  guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}
