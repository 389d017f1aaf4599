/// Mixtures speak of objectives; whoever imports this has them too.
@_exported import UL2Objectives
