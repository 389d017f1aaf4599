"""transformers' Trainer, with prefixes that see both ways: hf_trainer.py OUT/SHARDS RUN"""
import sys, torch, ul2prep.torch
from transformers import LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments

class InOrder(Trainer):
    def _get_train_sampler(self, *_):  # Rows are shuffled already; another shuffle costs 5 ms a row.
        return torch.utils.data.SequentialSampler(self.train_dataset)

rows = ul2prep.torch.MapDataset(sys.argv[1], mask="dense4d")
shape = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2)
model = LlamaForCausalLM(LlamaConfig(vocab_size=rows.dataset.vocabulary_size, **shape))
settings = TrainingArguments(sys.argv[2], max_steps=4, per_device_train_batch_size=2, logging_steps=1)
InOrder(model, settings, train_dataset=rows).train()
