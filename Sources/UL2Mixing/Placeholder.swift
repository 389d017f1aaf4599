import UL2Core
