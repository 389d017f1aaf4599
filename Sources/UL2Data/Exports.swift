/// The interface of rows speaks of plans, shards and stores.
@_exported import UL2Mixing
@_exported import UL2Shards
@_exported import UL2Stores
