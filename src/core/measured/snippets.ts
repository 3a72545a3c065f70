/** Hooks to copy into a run of one's own: they write what layers give and take to `signal.json`. Nothing here runs them. */

export const hookFrameworks = ['torch', 'keras', 'flax'] as const;
export type HookFramework = (typeof hookFrameworks)[number];
export const hookNames: Readonly<Record<HookFramework, string>> = {
  torch: 'PyTorch',
  keras: 'Keras',
  flax: 'Flax',
};

/** In front of a step of training, with a batch of real inputs. */
export const hooks: Readonly<Record<HookFramework, string>> = {
  torch: `def record_signal(model, *inputs, path="signal.json"):  # with a batch of inputs, in training mode
    import json, torch
    def keep(name):
        return lambda _, given, out: seen.update({name: (given[0], out)}) or out.requires_grad and out.retain_grad()
    seen, weighted = {}, lambda m: isinstance(getattr(m, "weight", None), torch.Tensor) and m.weight.dim() > 1
    hooks = [m.register_forward_hook(keep(n)) for n, m in model.named_modules() if weighted(m)]
    result = model(*inputs)
    result.backward(torch.randn_like(result))
    part = lambda x: x.var(0).mean().sqrt().item() if x.is_floating_point() else None
    size = lambda g: None if g is None else g.square().mean().sqrt().item()
    rows = [{"name": n, "input": part(i), "output": part(o), "gradient": size(o.grad)} for n, (i, o) in seen.items()]
    with open(path, "w") as file:
        json.dump({"layers": rows}, file)
    [hook.remove() for hook in hooks], model.zero_grad()
`,
  keras: `def record_signal(model, x, path="signal.json"):  # with a batch of inputs; TensorFlow behind Keras
    import json, tensorflow as tf
    def leaves(layer):
        whole = type(layer).__module__.startswith("keras.") and not isinstance(layer, tf.keras.Model)
        inner = [] if whole else layer._flatten_layers(include_self=False, recursive=False)
        return [leaf for one in inner for leaf in leaves(one)] or [layer]
    def keep(layer, key, real):
        def kept(given, *rest, **more):
            out = real(given, *rest, **more)
            first = out if tf.is_tensor(out) else out[0]
            seen.setdefault(layer, {}).update({"input": given, "passes": first} if key == "call" else {"output": given})
            return out
        setattr(layer, key, kept)
    weighted = [layer for layer in leaves(model) if any(len(w.shape) > 1 for w in layer.trainable_weights)]
    seen, own = {}, {layer: vars(layer).get("activation") for layer in weighted}
    [keep(layer, "call", layer.call) or own[layer] and keep(layer, "activation", own[layer]) for layer in weighted]
    with tf.GradientTape() as tape:
        result, last = model(x, training=True), list(seen)[-1]
        if own[last] in (tf.keras.activations.softmax, tf.keras.activations.sigmoid):
            result = seen[last]["output"]  # where a loss on logits starts
        total = tf.reduce_sum(result * tf.random.normal(tf.shape(result)))
    seen = {layer: {"output": row["passes"], **row} for layer, row in seen.items()}
    slopes = tape.gradient(total, [row["output"] for row in seen.values()])
    size = lambda v: float((v**2).mean() ** 0.5)
    part = lambda v: size(v - v.mean(0)) if v.dtype.kind == "f" else None
    rows = [
        {"name": layer.name, **{key: part(v.numpy()) for key, v in row.items()}, "gradient": size(slope.numpy())}
        for (layer, row), slope in zip(seen.items(), slopes)
    ]
    with open(path, "w") as file:
        json.dump({"layers": rows}, file)
    for layer in weighted:
        vars(layer).pop("call"), own[layer] and setattr(layer, "activation", own[layer])
`,
  flax: `def record_signal(model, variables, x, path="signal.json", **settings):  # Linen, with a batch of inputs
    import json, jax, numpy as np, flax.linen as nn
    result, state = model.apply(variables, x, capture_intermediates=True, mutable=["intermediates"], **settings)
    seen = {
        ".".join(key.key for key in keys if hasattr(key, "key") and key.key != "__call__"): out
        for keys, out in jax.tree_util.tree_leaves_with_path(state["intermediates"])
    }
    def with_zeros(zeros, call, args, kwargs, context):  # whose gradient is that of what they are added to
        out, zero = call(*args, **kwargs), zeros.get(".".join(context.module.path))
        fits = context.method_name == "__call__" and getattr(out, "shape", None) == getattr(zero, "shape", 0)
        return out + zero if fits else out
    def loss(zeros):
        with nn.intercept_methods(lambda *call: with_zeros(zeros, *call)):
            again = model.apply(variables, x, mutable=["intermediates"], **settings)[0]
        return (again * jax.random.normal(jax.random.key(0), again.shape)).sum()
    gradients = jax.grad(loss)({name: 0 * out for name, out in seen.items() if name})
    part, size = lambda v: float(np.sqrt(np.asarray(v).var(0, ddof=1).mean())), lambda v: float(np.sqrt((v**2).mean()))
    rows = [{"name": n, "output": part(seen[n]), "gradient": size(g)} for n, g in gradients.items()]
    with open(path, "w") as file:
        json.dump({"layers": rows}, file)
`,
};
