/// Mixtures speak of objectives; importing this brings them too.
@_exported import UL2Objectives
