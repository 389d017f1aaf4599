/// The pipeline's interface speaks of all that lies below it.
@_exported import UL2Corpus
@_exported import UL2Data
@_exported import UL2Filters
@_exported import UL2Tokenizer
