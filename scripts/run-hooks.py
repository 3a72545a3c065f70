"""
Runs the hooks of core/measured in the real frameworks: python scripts/run-hooks.py FRAMEWORK writes test/reference/measured/FRAMEWORK.json,
and for Keras a classifier with norms and a softmax at its end to keras-classifier.json, too.
"""

import json
import os
import re
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
root = os.path.join(os.path.dirname(__file__), "..")
with open(os.path.join(root, "src/core/measured/snippets.ts")) as file:
    source = file.read()
framework = sys.argv[1]
snippet = re.search(rf"  {framework}: `(.*?)`,\n", source, re.S).group(1)
exec(snippet)
sys.path.insert(0, os.path.join(root, "examples"))
target = os.path.join(root, f"test/reference/measured/{framework}.json")

if framework == "torch":
    import torch

    torch.manual_seed(0)
    from xavier_relu_mlp import Classifier

    model = Classifier()
    record_signal(model, torch.randn(512, 784), path=target)
    # The layers go on as before.
    assert all(not layer._forward_hooks for layer in model.modules())
    assert all(weight.grad is None for weight in model.parameters())
elif framework == "keras":
    import keras
    import numpy as np
    from keras import layers

    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((64,)), *[layers.Dense(128, activation="relu") for _ in range(6)], layers.Dense(10)]
    )
    record_signal(model, np.random.randn(512, 64).astype("float32"), path=target)
    # The layers go on as before.
    assert all("call" not in vars(layer) for layer in model.layers)
    assert all(layer.activation in (keras.activations.relu, keras.activations.linear) for layer in model.layers)
    inputs = keras.Input((16, 16, 3))
    x = layers.Conv2D(32, 3, padding="same")(inputs)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2D(64, 3, padding="same", activation="relu")(x)
    x = layers.BatchNormalization()(layers.MaxPooling2D()(x))
    x = layers.Dense(64, activation="tanh")(layers.Flatten()(x))
    model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
    classifier = target.replace("keras.json", "keras-classifier.json")
    record_signal(model, np.random.randn(64, 16, 16, 3).astype("float32"), path=classifier)
else:
    import jax
    import flax.linen as nn

    class Net(nn.Module):
        @nn.compact
        def __call__(self, x):
            for _ in range(6):
                x = nn.relu(nn.Dense(128)(x))
            return nn.Dense(10)(x)

    x = jax.random.normal(jax.random.key(0), (512, 64))
    model = Net()
    record_signal(model, model.init(jax.random.key(1), x), x, path=target)

with open(target) as file:
    print(json.dumps(json.load(file), indent=1)[:1200])
