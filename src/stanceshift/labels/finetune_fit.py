"""Trains the top layers of a transformers encoder, with one head for acts and one for themes, on labelled sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from stanceshift.errors import StanceshiftError
from stanceshift.settings import Train

MAX_TOKENS = 128
"""Longer sentences are cut: 99 in 100 of the training sentences have fewer than 70."""

HEAD_RATE = 5e-3
"""Learning rate of the two heads, which begin at random, at least; the encoder's is ``train.learning_rate``."""

WARM_UP = 0.1
"""Share of the steps over which the learning rate rises before it falls to zero."""

NO_ACT = -100
"""Class number of a sentence that has themes but no act; it adds nothing to the loss of acts."""


def usable_device(name: str) -> Any:
    """Return the device of that name (``train.device``); raises `StanceshiftError` where this machine has none."""
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not there[name]:
        raise StanceshiftError(
            f"no device {name!r} that torch can use",
            file="params.yaml",
            where="train.device",
            fix="use cpu, or install a build of torch for the device",
        )
    return torch.device(name)


def layer_stack(encoder: Any) -> Any | None:
    """Return the encoder's list of layers, or None where it has none of its own (shared layers, for one)."""
    import torch

    count = getattr(encoder.config, "num_hidden_layers", 0)
    stacks = [part for part in encoder.modules() if isinstance(part, torch.nn.ModuleList) and len(part) == count]
    return stacks[0] if stacks and count else None


def freeze(encoder: Any, layers: int) -> int:
    """Freeze the word embeddings and all but the top ``layers`` (0: train all); return how many layers are frozen."""
    for parameter in encoder.get_input_embeddings().parameters():
        parameter.requires_grad = False
    stack = layer_stack(encoder)
    if stack is None or not 0 < layers < len(stack):
        return 0
    below = {id(parameter) for layer in list(stack)[len(stack) - layers :] for parameter in layer.parameters()}
    for parameter in encoder.parameters():
        parameter.requires_grad = id(parameter) in below
    return len(stack) - layers


def tokenised(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """Return the token numbers of each text, cut at `MAX_TOKENS`."""
    return [tokenizer(text, truncation=True, max_length=MAX_TOKENS)["input_ids"] for text in texts]


def batches(lengths: np.ndarray, size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the rows in batches of texts of like length, in random order."""
    order = rng.permutation(len(lengths))
    pool = size * 8
    made = []
    for first in range(0, len(order), pool):
        near = order[first : first + pool]
        near = near[np.argsort(lengths[near], kind="stable")]
        made += [near[start : start + size] for start in range(0, len(near), size)]
    return [made[number] for number in rng.permutation(len(made))]


class _Inputs:
    """Pads token numbers, and states of the frozen layers where there are any, to batches on one device."""

    def __init__(self, token_ids: Sequence[list[int]], padding: int, device: Any) -> None:
        self.token_ids, self.padding, self.device = token_ids, padding, device
        self.lengths = np.array([len(ids) for ids in token_ids])
        self.states: list[Any] = []

    def tokens(self, rows: np.ndarray) -> dict[str, Any]:
        import torch

        width = int(self.lengths[rows].max())
        ids = torch.full((len(rows), width), self.padding)
        mask = torch.zeros((len(rows), width), dtype=torch.long)
        for line, row in enumerate(rows):
            ids[line, : self.lengths[row]] = torch.tensor(self.token_ids[row])
            mask[line, : self.lengths[row]] = 1
        return {"input_ids": ids.to(self.device), "attention_mask": mask.to(self.device)}

    def padded_states(self, rows: np.ndarray) -> Any:
        import torch

        return torch.nn.utils.rnn.pad_sequence([self.states[row] for row in rows], batch_first=True)


@contextmanager
def _upper_layers(encoder: Any, frozen: int, inputs: _Inputs, current: list[np.ndarray]) -> Iterator[None]:
    """Run only the trained layers within: the frozen ones give each text the same states at every step, so they are
    computed once, and handed to the first trained layer for the rows in ``current``."""
    import torch

    stack = layer_stack(encoder)
    if not frozen or stack is None:
        yield
        return
    whole = list(stack)
    caught: list[Any] = []

    def catch(module: Any, args: Any, output: Any) -> None:
        caught.append(output[0] if isinstance(output, tuple) else output)

    def replace(module: Any, args: Any) -> Any:
        return (inputs.padded_states(current[0]), *args[1:])

    del stack[frozen:]
    hook = whole[frozen - 1].register_forward_hook(catch)
    inputs.states = [None] * len(inputs.lengths)
    order = np.argsort(inputs.lengths, kind="stable")
    encoder.eval()
    with torch.no_grad():
        for start in range(0, len(order), 32):
            rows = order[start : start + 32]
            encoder(**inputs.tokens(rows))
            states = caught.pop()
            for line, row in enumerate(rows):
                inputs.states[row] = states[line, : inputs.lengths[row]].clone()
    hook.remove()
    del stack[:]
    stack.extend(whole[frozen:])
    hook = whole[frozen].register_forward_pre_hook(replace)
    try:
        yield
    finally:
        hook.remove()
        del stack[:]
        stack.extend(whole)


def fit(network: Any, tokenizer: Any, texts: Sequence[str], acts: np.ndarray, themes: np.ndarray, train: Train) -> None:
    """Train ``network`` in place: AdamW, linear rise and fall of the learning rate, gradients clipped, all by seed.

    It is trained on ``train.device`` and comes back to the processor. Only there the same inputs are sure to give the same
    network; other devices round otherwise.

    Parameters
    ----------
    network:
        Has ``encoder``, ``acts`` and ``themes``, and gives the logits of acts and themes for a batch of tokens.
    acts:
        Class numbers, `NO_ACT` for none.
    themes:
        0/1 table; each sentence shares one unit of probability among its themes. A softmax over themes learns from few
        sentences a theme, where a yes or no for each theme learns to say no.
    """
    import torch

    device = usable_device(train.device)
    network.to(device)
    frozen = freeze(network.encoder, train.layers)
    inputs = _Inputs(tokenised(tokenizer, texts), int(tokenizer.pad_token_id or 0), device)
    rng = np.random.default_rng(train.seed)
    plan = [batch for _ in range(train.epochs) for batch in batches(inputs.lengths, train.batch_size, rng)]
    heads = [*network.acts.parameters(), *network.themes.parameters()]
    body = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "lr": train.learning_rate},
            {"params": heads, "lr": max(HEAD_RATE, train.learning_rate)},
        ],
        weight_decay=0.01,
    )
    rise = max(1, int(WARM_UP * len(plan)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / rise, max(0.0, (len(plan) - step) / max(1, len(plan) - rise)))
    )
    act_targets = torch.tensor(acts, device=device)
    theme_targets = torch.tensor(themes / themes.sum(axis=1, keepdims=True), dtype=torch.float32, device=device)
    current: list[np.ndarray] = [np.zeros(0, dtype=int)]
    cross_entropy = torch.nn.functional.cross_entropy
    with _upper_layers(network.encoder, frozen, inputs, current):
        network.train()
        for batch in plan:
            current[0] = batch
            act_logits, theme_logits = network(inputs.tokens(batch))
            loss = cross_entropy(theme_logits, theme_targets[batch])
            if (acts[batch] != NO_ACT).any():
                loss = loss + cross_entropy(act_logits, act_targets[batch], label_smoothing=0.05, ignore_index=NO_ACT)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimizer.step()
            schedule.step()
    network.to("cpu").eval()
