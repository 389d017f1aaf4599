"""A loop in torch over shards or a plan, with prefixes that see both ways: torch_loop.py OUT/SHARDS"""
import sys, torch, ul2prep
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

data = ul2prep.open(sys.argv[1])
embed, head = torch.nn.Embedding(data.vocabulary_size, 32), torch.nn.Linear(32, data.vocabulary_size)
optimizer = torch.optim.AdamW([*embed.parameters(), *head.parameters()], lr=1e-2)
for step, batch in zip(range(4), data.loader(global_batch_size=2, form="torch", mask="dense4d")):
    x = embed(batch["input_ids"])[:, None]  # One head.
    logits = head(scaled_dot_product_attention(x, x, x, attn_mask=batch["attention_mask"])[:, 0, :-1])
    loss = cross_entropy(logits.flatten(0, 1), batch["labels"][:, 1:].flatten())
    print(step, loss.item()); optimizer.zero_grad(); loss.backward(); optimizer.step()
