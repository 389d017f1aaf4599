/* SentencePiece has a C++ interface only; this module links the library, ../CSentencePiece calls it. */
