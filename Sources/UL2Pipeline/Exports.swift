/// The pipeline's interface speaks of all that lies below it.
@_exported import UL2Corpus
@_exported import UL2Mixing
@_exported import UL2Shards
@_exported import UL2Filters
@_exported import UL2Stores
@_exported import UL2Tokenizer
