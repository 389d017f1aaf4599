/* libul2prep gives trainers the rows of shards, or of a plan before any shard is written.

   Every function may be called by any number of threads at the same time. Each returns a status, UL2PREP_OK or what
   kind of error it was, and says in `error` what was wrong and where. No argument makes the process stop, with two
   exceptions that no library can detect: a pointer to something of another type or size, and a handle that no function
   here has made. Null pointers, closed handles, numbers out of range and damaged files are
   errors. After an error results are unspecified: handles are null, arrays may hold some of the rows.

   A process may fork while threads are inside calls: fork waits for them, and the child continues with all handles.
   No threads are started, no signal handlers set, nothing is printed.

   Structs that callers fill begin with `size`: set it to sizeof, and members that you do not use to 0. So programs keep
   working with later libraries, which add members at the end; an earlier library refuses members that it does not know
   unless they are 0.

   Text is UTF-8 and ends with a NUL. Paths are those of the file system. */
#ifndef UL2PREP_H
#define UL2PREP_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define UL2PREP_API __attribute__((visibility("default")))
#else
#define UL2PREP_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface. It rises when programs made for an earlier one no longer work. */
#define UL2PREP_ABI 1

/* The version of the library that is loaded: compare it with UL2PREP_ABI. */
UL2PREP_API int32_t ul2prep_abi(void);
/* The library's release, such as "0.1.0". Do not free it. */
UL2PREP_API const char *ul2prep_version(void);

/* ---- Errors ---- */

/* What a function returns. */
typedef int32_t ul2prep_status;

enum {
  UL2PREP_OK = 0,
  UL2PREP_USAGE = 1,      /* an argument that makes no sense; a state of other data */
  UL2PREP_BAD_DATA = 2,   /* files that are damaged, or do not agree */
  UL2PREP_UNREADABLE = 3, /* files of another format or version than is read */
  UL2PREP_NO_INPUT = 4,   /* files that are not there */
  UL2PREP_SYSTEM = 5,     /* the system failed a call */
  UL2PREP_TOO_SMALL = 6   /* an array or text with too little room */
};

/* An error, in memory of the caller. Every function takes a pointer to one, or null. After UL2PREP_OK its status
   is 0 and its message empty. */
typedef struct ul2prep_error {
  int32_t status;
  int32_t length;     /* of the message, in bytes, as far as it fits */
  char message[4088]; /* "path:place: problem, got X; expected Y (what to do)" */
} ul2prep_error;

/* ---- Data ---- */

/* Rows, of shards or of a plan. */
typedef struct ul2prep_dataset ul2prep_dataset;

/* When shards are compared with the hashes in their index, which reads a shard as a whole. */
enum {
  UL2PREP_CHECK_FIRST = 0,  /* when a shard is opened for the first time */
  UL2PREP_CHECK_ALWAYS = 1, /* whenever it is opened: as often as it was dropped from the cache */
  UL2PREP_CHECK_NEVER = 2
};

/* How to open a dataset. */
typedef struct ul2prep_open_options {
  uint64_t size;       /* sizeof(ul2prep_open_options) */
  const char *tokens;  /* where the token stores of a plan are now, one by name; null: where they were */
  int64_t cache_bytes; /* what is kept of decompressed shards and planned blocks; 0: 2 GiB */
  int32_t check;       /* UL2PREP_CHECK_… */
  int32_t reserved;    /* 0 */
} ul2prep_open_options;

/* Opens a directory of shards, or of a plan. Row i of a plan is row i of the shards that are packed from it.

   options: null for the defaults.
   dataset: gets a handle, which ul2prep_close gives back.
   Files must not be cut short while a dataset is open: the kernel then ends the process that reads them (SIGBUS). */
UL2PREP_API ul2prep_status ul2prep_open(
    const char *path, const ul2prep_open_options *options, ul2prep_dataset **dataset,
    ul2prep_error *error);

/* Gives memory and mappings back. Calls that are running in other threads may end with an error. Later calls do, also
   those of the dataset's loaders. A closed handle keeps 100 bytes, so that using it is an error and not a crash. */
UL2PREP_API ul2prep_status ul2prep_close(ul2prep_dataset *dataset, ul2prep_error *error);

/* What a dataset is. */
typedef struct ul2prep_description {
  uint64_t size;           /* sizeof(ul2prep_description), set by the caller */
  int64_t rows;
  int64_t sequence_length; /* W, positions of a row; -1: another program's shards do not say */
  int64_t vocabulary_size; /* ids are below; -1: not known */
  int64_t pad;             /* the id on padding; -1: not known */
  int64_t eos;             /* the id at the end of documents; -1: not known */
  int32_t is_plan;         /* 1: rows are made from a plan and its stores; 0: read from shards */
  int32_t has_examples;    /* 0: another program's shards, of which tokens alone are known */
  int64_t loads;           /* shards decompressed and blocks planned so far, 5 to 50 ms each. If nearly every row adds
                              one, read in another order or open with more cache_bytes; -1: this dataset needs neither */
  int64_t decoder_start;   /* the first input of each example where inputs are shifted (SeqIO); -1: not known */
} ul2prep_description;

/* Says what a dataset is. */
UL2PREP_API ul2prep_status ul2prep_describe(
    const ul2prep_dataset *dataset, ul2prep_description *description, ul2prep_error *error);

/* A hash that identifies these rows, the same for a plan and the shards packed from it.

   text: room for `capacity` bytes; null with a capacity of 0 asks for the length alone.
   needed: gets the bytes that the text takes, with the NUL, also after UL2PREP_TOO_SMALL; may be null. */
UL2PREP_API ul2prep_status ul2prep_fingerprint(
    const ul2prep_dataset *dataset, char *text, uint64_t capacity, uint64_t *needed,
    ul2prep_error *error);

/* ---- Rows ---- */

/* Which positions have labels. */
enum {
  /* Those with loss, but each example's first token: for models that shift labels themselves (Hugging Face), whose
     first token nothing before it predicts. */
  UL2PREP_FORM_HF = 0,
  /* All those with loss: for models whose inputs are shifted within each example (SeqIO). */
  UL2PREP_FORM_TARGETS = 1
};

/* Arrays that the caller owns, in C order, aligned as their types are; null: not wanted. n rows were asked for, W is
   the sequence length. */
typedef struct ul2prep_arrays {
  uint64_t size;           /* sizeof(ul2prep_arrays) */
  int64_t capacity;        /* rows that each array has room for, at least n */
  int64_t width;           /* W */
  int32_t *tokens;         /* [n, W]; padding holds the pad id */
  int32_t *labels;         /* [n, W]; the token, or -100 where there is none to learn, and on padding */
  int32_t *positions;      /* [n, W]; 0, 1, … within each example; 0 on padding */
  int32_t *segments;       /* [n, W]; 1, 2, … the row's examples; 0 on padding */
  int32_t *bounds;         /* [n, W, 2]; position q sees positions bounds[q, 0] <= k < bounds[q, 1] of its row: from its
                              example's start to max(q + 1, start + prefix length); 0, 0 on padding */
  float *loss_weights;     /* [n, W]; 1 where there is a label, else 0 */
  int32_t *prefix_lengths; /* [n, W]; of the position's example: the tokens at its start that see each other; 0 on padding.
                              In the prefix is where positions < prefix_lengths */
  int64_t *rows;           /* [n]; index of each row in the dataset */
  int32_t form;            /* UL2PREP_FORM_…, of labels and loss_weights */
  int32_t reserved;        /* 0 */
} ul2prep_arrays;

/* Fills arrays with rows.

   indexes: count of them, from 0, in any order. Those of one shard or block are cheapest one after another.
   Errors: an index that is not below the number of rows; more rows than capacity; another width than the rows'; arrays
   that need examples, of rows without; damaged data, with its file and row. */
UL2PREP_API ul2prep_status ul2prep_read(
    const ul2prep_dataset *dataset, const int64_t *indexes, int64_t count,
    const ul2prep_arrays *arrays, ul2prep_error *error);

/* Releases the shard that a row is in: for callers that keep fetched shards in a directory and remove some. A removed
   file then takes no more disk space, and a file that was fetched again is compared with its hash again. Other calls may
   continue meanwhile. For a plan, nothing is released. */
UL2PREP_API ul2prep_status ul2prep_forget(
    const ul2prep_dataset *dataset, int64_t index, ul2prep_error *error);

/* Which blocks of keys each block of queries sees, for kernels that skip the others: the arrays of FlexAttention's
   BlockMask, under its names. n rows are asked for, W is the sequence length, Q = ceil(W / block_size) the blocks of a row.
   Arrays belong to the caller, in C order; null: not wanted. Indices are those that count, ascending, then the others. */
typedef struct ul2prep_block_mask {
  uint64_t size;               /* sizeof(ul2prep_block_mask) */
  int64_t capacity;            /* rows that each array has room for, at least n */
  int64_t width;               /* W, 1 to 2^20 */
  int64_t block_size;          /* positions in a block, 1 to W; kernels take 128, 64 or multiples. At most 2^13 blocks */
  const int32_t *bounds;       /* [n, W, 2]; as of ul2prep_arrays, or changed: a position with end <= start sees nothing */
  int32_t *kv_num_blocks;      /* [n, Q]; blocks of keys that a block of queries sees in part */
  int32_t *kv_indices;         /* [n, Q, Q] */
  int32_t *full_kv_num_blocks; /* [n, Q]; those that all of its queries see in full */
  int32_t *full_kv_indices;    /* [n, Q, Q] */
  int32_t *q_num_blocks;       /* [n, Q]; blocks of queries that see a block of keys in part */
  int32_t *q_indices;          /* [n, Q, Q] */
  int32_t *full_q_num_blocks;  /* [n, Q]; those that see it in full */
  int32_t *full_q_indices;     /* [n, Q, Q] */
} ul2prep_block_mask;

/* Fills the arrays for some rows, from `bounds`. Where these do not decide about a block, it counts as seen in part, and
   the kernel asks its mask function.

   Errors: more rows than capacity; sizes out of range; arrays that are not aligned. */
UL2PREP_API ul2prep_status ul2prep_make_block_mask(
    const ul2prep_block_mask *mask, int64_t count, ul2prep_error *error);

/* The mask of rows as other kernels take it. Arrays belong to the caller, in C order; null: not wanted. */
typedef struct ul2prep_masks {
  uint64_t size;         /* sizeof(ul2prep_masks) */
  int64_t capacity;      /* rows that each array has room for, at least n */
  int64_t width;         /* W, 1 to 2^20 */
  const int32_t *bounds; /* [n, W, 2]; as of ul2prep_arrays */
  int32_t *segments;     /* [n, W]; 1, 2, ... the row's examples; 0 on padding */
  uint8_t *prefixes;     /* [n, W]; 1 in a prefix whose tokens see each other. With segments that is the whole mask: q sees k
                            where their segments are the same, and k <= q or prefixes[k] */
  uint8_t *dense;        /* [n, W, W]; 1 where query sees key */
  int32_t *seen;         /* [n, W, 2]; bounds of this mask: other than `bounds` where it is causal */
  int32_t causal;        /* 1: prefixes are causal too, as a model is evaluated without bidirectional attention */
  int32_t own_padding;   /* 1: in `dense` each position of padding sees itself: softmax over nothing is NaN */
} ul2prep_masks;

/* Fills the arrays for some rows.

   Errors: more rows than capacity; sizes out of range; arrays that are not aligned; bounds that are not those of
   consecutive examples. */
UL2PREP_API ul2prep_status ul2prep_make_masks(
    const ul2prep_masks *masks, int64_t count, ul2prep_error *error);

/* One call of a kernel that takes sequences one after another (flash_attn_varlen_func). Positions are numbers into the n * W
   of the rows, row after row. Room for n * W positions, and n * W + 1 starts, is always enough. */
typedef struct ul2prep_varlen_call {
  int32_t *queries;        /* which positions its queries are, and where its output goes */
  int32_t *keys;           /* which positions its keys and values are */
  int32_t *cu_seqlens_q;   /* where each sequence's queries begin, and where the last ends */
  int32_t *cu_seqlens_k;
  int64_t query_count;     /* written: how many there are of each */
  int64_t key_count;
  int64_t sequences;
  int64_t max_seqlen_q;    /* written: of the longest sequence; 0: there is none, and nothing to call */
  int64_t max_seqlen_k;
} ul2prep_varlen_call;

/* Attention over packed rows as two calls: prefixes among themselves, not causal; then the rest of each example over the
   whole of it, causal, its last query seeing all keys (FlashAttention 2.1 and later). Every position but padding is in one. */
typedef struct ul2prep_varlen {
  uint64_t size;                /* sizeof(ul2prep_varlen), set by the caller */
  int64_t capacity;             /* positions that each array has room for, at least n * W */
  int64_t width;                /* W, 1 to 2^20 */
  const int32_t *bounds;        /* [n, W, 2]; as of ul2prep_arrays */
  int32_t causal;               /* 1: prefixes are causal too; all is in `suffixes` then */
  int32_t reserved;             /* 0 */
  ul2prep_varlen_call prefixes; /* its arrays belong to the caller; null: not wanted */
  ul2prep_varlen_call suffixes;
} ul2prep_varlen;

/* Fills the arrays for n rows, and writes how long they are.

   Errors: as of ul2prep_make_masks; n * W beyond 2^31 - 1. */
UL2PREP_API ul2prep_status ul2prep_make_varlen(
    ul2prep_varlen *varlen, int64_t count, ul2prep_error *error);

/* One example of a row. */
typedef struct ul2prep_example {
  int64_t document;      /* index in the source's token store */
  int64_t offset;        /* the chunk's first raw token in its document */
  int64_t chunk_length;  /* raw tokens in the chunk */
  int64_t epoch;         /* how often the source had been used up before */
  int32_t start;         /* its first position in the row */
  int32_t length;        /* positions */
  int32_t prefix_length; /* tokens at its start that see each other */
  int32_t loss_start;    /* the first token with loss, counted from start; length: none has */
  int32_t objective;     /* index into the objectives of manifest.json */
  int32_t source;        /* index into its sources */
} ul2prep_example;

/* The examples of a row, one after another from its first position.

   examples: room for `capacity`; null with 0 asks for the number alone. W of them are always enough.
   count: gets how many there are, also after UL2PREP_TOO_SMALL. */
UL2PREP_API ul2prep_status ul2prep_examples(
    const ul2prep_dataset *dataset, int64_t index, ul2prep_example *examples, int64_t capacity,
    int64_t *count, ul2prep_error *error);

/* ---- Order and batches ---- */

/* The samples of a training run, one rank's view. Samples are numbered from 0 without end; which row each is depends on
   order and seed alone. A global batch of B samples that begins at sample s is s to s + B; rank r of W ranks takes samples
   s + r*B/W (rounded down) to s + (r + 1)*B/W. A loader never changes: a caller that reads ahead may ask for any batch. */
typedef struct ul2prep_loader ul2prep_loader;

enum {
  UL2PREP_ORDER_UNSET = 0,   /* the state's, else the plan's */
  UL2PREP_ORDER_PLAN = 1,    /* sample s is row s; epochs after the first are shuffled */
  UL2PREP_ORDER_SHUFFLED = 2 /* every epoch is, within groups of blocks */
};

/* How samples are ordered and divided among ranks. */
typedef struct ul2prep_loader_options {
  uint64_t size;             /* sizeof(ul2prep_loader_options) */
  int64_t global_batch_size; /* samples that all ranks take together, 1 to the number of rows */
  int64_t rank;              /* the data-parallel rank, from 0 */
  int64_t world_size;        /* data-parallel ranks, at most the batch size; 0: 1 */
  const char *state;         /* where a run continues, as ul2prep_loader_state wrote it; null: it begins */
  const char *state_source;  /* where the state comes from, for errors: a path; null: "state" */
  uint64_t seed;             /* of shuffled epochs, if has_seed */
  int64_t group_bytes;       /* bytes of tokens that rows are shuffled among; 0: the state's, else 512 MiB */
  int64_t epochs;            /* after which the run ends, counted from its beginning; 0: it does not */
  int32_t order;             /* UL2PREP_ORDER_… */
  int32_t has_seed;          /* 0: the state's seed, else 0 */
  int32_t keeps_last;        /* 1: the last samples are a batch also where they do not fill one */
  int32_t reserved;          /* 0 */
} ul2prep_loader_options;

/* Opens a loader over a dataset, which must stay open.

   loader: gets a handle, which ul2prep_loader_close gives back.
   Errors: settings that make no batches; a state of other data; an order, seed or group_bytes beside a state that says
   another. */
UL2PREP_API ul2prep_status ul2prep_loader_open(
    const ul2prep_dataset *dataset, const ul2prep_loader_options *options, ul2prep_loader **loader,
    ul2prep_error *error);

/* Closes a loader. */
UL2PREP_API ul2prep_status ul2prep_loader_close(ul2prep_loader *loader, ul2prep_error *error);

/* What a loader is. */
typedef struct ul2prep_loader_description {
  uint64_t size;        /* sizeof(ul2prep_loader_description), set by the caller */
  int64_t samples;      /* where the run begins: the state's, else 0 */
  int64_t batches;      /* from there to its end; -1: it has none */
  int64_t most_rows;    /* of a batch, of this rank: the capacity that its arrays need */
  uint64_t seed;
  int64_t group_bytes;
  int32_t order;        /* UL2PREP_ORDER_PLAN or UL2PREP_ORDER_SHUFFLED */
  int32_t reserved;
} ul2prep_loader_description;

/* Says what a loader is. */
UL2PREP_API ul2prep_status ul2prep_loader_describe(
    const ul2prep_loader *loader, ul2prep_loader_description *description, ul2prep_error *error);

/* A global batch, and this rank's part of it. */
typedef struct ul2prep_batch {
  int64_t samples; /* the first of the global batch */
  int64_t next;    /* where the next one begins; equal to samples: the run has ended */
  int64_t first;   /* the first sample of this rank */
  int64_t count;   /* how many it takes: the rows that were filled. 0 may be: the last batch of all, with more ranks than
                      samples */
} ul2prep_batch;

/* This rank's part of the global batch that begins at a sample; that of the next one is batch->next.

   batch: gets what it is; may be null.
   arrays: as of ul2prep_read; null: nothing is read. */
UL2PREP_API ul2prep_status ul2prep_loader_batch(
    const ul2prep_loader *loader, int64_t sample, ul2prep_batch *batch,
    const ul2prep_arrays *arrays, ul2prep_error *error);

/* Fills arrays with samples, whatever batch they are in. With `rows` alone nothing is read: that is the order. */
UL2PREP_API ul2prep_status ul2prep_loader_samples(
    const ul2prep_loader *loader, int64_t first, int64_t count, const ul2prep_arrays *arrays,
    ul2prep_error *error);

/* The state of a run whose ranks have taken `samples` together, one line of JSON, the same on every rank. The next sample
   is that one, whatever the batch size and the number of ranks are then. Text as of ul2prep_fingerprint. */
UL2PREP_API ul2prep_status ul2prep_loader_state(
    const ul2prep_loader *loader, int64_t samples, char *text, uint64_t capacity, uint64_t *needed,
    ul2prep_error *error);

#ifdef __cplusplus
}
#endif

#endif
