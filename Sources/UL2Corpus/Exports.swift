/// A reader's interface speaks of `Problem`; whoever imports the readers has it too.
@_exported import UL2Core
