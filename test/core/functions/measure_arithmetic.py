"""Runs small functions in PyTorch, TensorFlow and JAX in 32 bits and writes where values and gradients are no numbers to arithmetic.json.

    python3 test/core/functions/measure_arithmetic.py
"""
import json
import math
import pathlib

import jax
import jax.numpy as jnp
import tensorflow as tf
import torch
import torch.nn.functional as F

points = [-120.0, -104.5, -89.0, -60.0, -40.0, -24.0, -17.5, -12.0, -9.5, -1.0, -0.5, 0.0, 0.5, 1.0, 9.5, 12.0, 17.5, 24.0, 40.0, 60.0, 89.0, 104.5, 120.0]
# A reduction runs over these multiples of the input.
shares = [1.0, 0.5, -0.25]
expressions = [
    ('torch', 'torch.sqrt(torch.relu(x))'),
    ('torch', 'torch.sqrt(torch.clamp(x, min=0))'),
    ('torch', 'torch.sqrt(torch.maximum(x, torch.zeros_like(x)))'),
    ('torch', 'torch.sign(x)*torch.sqrt(torch.abs(x))'),
    ('torch', 'torch.sqrt(torch.abs(x))'),
    ('torch', 'torch.sqrt(x**2)'),
    ('torch', 'torch.abs(x)**0.5'),
    ('torch', 'torch.where(x>0, torch.sqrt(x), torch.zeros_like(x))'),
    ('torch', 'torch.where(x>0, torch.sqrt(torch.where(x>0,x,torch.ones_like(x))), torch.zeros_like(x))'),
    ('torch', 'x/torch.abs(x)'),
    ('torch', 'torch.log(1+torch.exp(x))'),
    ('torch', 'x*torch.tanh(torch.log(1+torch.exp(x)))'),
    ('torch', '1/(1+torch.exp(-x))'),
    ('torch', 'torch.exp(x)/(1+torch.exp(x))'),
    ('torch', 'torch.log(torch.sigmoid(x))'),
    ('torch', 'torch.log(1-torch.sigmoid(x))'),
    ('torch', 'torch.log1p(torch.exp(x))'),
    ('torch', '(torch.exp(x)-torch.exp(-x))/(torch.exp(x)+torch.exp(-x))'),
    ('torch', 'torch.where(x>0, x, torch.exp(x)-1)'),
    ('torch', 'F.softplus(x)'),
    ('torch', 'torch.norm(x)'),
    ('torch', 'torch.linalg.norm(x)'),
    ('torch', 'x/x.norm()'),
    ('torch', 'torch.acos(torch.clamp(x,-1,1))'),
    ('torch', 'torch.relu(torch.sqrt(x))'),
    ('torch', 'torch.atan2(x, x)'),
    ('torch', 'torch.sin(x)/x'),
    ('torch', 'x/(1+torch.exp(-x))'),
    ('torch', 'torch.log(torch.cosh(x))'),
    ('torch', 'torch.pow(torch.abs(x),1/3)'),
    ('torch', 'torch.clamp(x,min=0)+torch.clamp(torch.exp(x)-1,max=0)'),
    ('torch', 'torch.relu(x)+torch.minimum(torch.exp(x)-1, torch.zeros_like(x))'),
    ('torch', 'torch.sqrt(x).masked_fill(x<=0, 0.)'),
    ('torch', 'torch.sqrt(x)'),
    ('torch', 'torch.log(F.relu(torch.exp(x))+1)'),
    ('torch', 'torch.sqrt(torch.relu(x)**3)'),
    ('torch', '(x>0).float()*torch.sqrt(x)'),
    ('torch', 'torch.hypot(x, torch.zeros_like(x))'),
    ('torch', '1/(x*x)**0.25'),
    ('torch', 'torch.tanh(torch.exp(x))'),
    ('torch', 'torch.exp(-x**2)'),
    ('torch', 'torch.relu(x)**0.5'),
    ('tensorflow', 'tf.sqrt(tf.nn.relu(x))'),
    ('tensorflow', 'tf.sqrt(tf.clip_by_value(x,0.,1e9))'),
    ('tensorflow', 'tf.sqrt(tf.maximum(x,0.))'),
    ('tensorflow', 'tf.sign(x)*tf.sqrt(tf.abs(x))'),
    ('tensorflow', 'tf.sqrt(tf.abs(x))'),
    ('tensorflow', 'tf.sqrt(x**2)'),
    ('tensorflow', 'tf.abs(x)**0.5'),
    ('tensorflow', 'tf.where(x>0, tf.sqrt(x), tf.zeros_like(x))'),
    ('tensorflow', 'tf.where(x>0, tf.sqrt(tf.where(x>0,x,tf.ones_like(x))), tf.zeros_like(x))'),
    ('tensorflow', 'x/tf.abs(x)'),
    ('tensorflow', 'tf.math.log(1+tf.exp(x))'),
    ('tensorflow', 'x*tf.tanh(tf.math.log(1+tf.exp(x)))'),
    ('tensorflow', '1/(1+tf.exp(-x))'),
    ('tensorflow', 'tf.exp(x)/(1+tf.exp(x))'),
    ('tensorflow', 'tf.math.log(tf.sigmoid(x))'),
    ('tensorflow', 'tf.math.log(1-tf.sigmoid(x))'),
    ('tensorflow', 'tf.math.log1p(tf.exp(x))'),
    ('tensorflow', '(tf.exp(x)-tf.exp(-x))/(tf.exp(x)+tf.exp(-x))'),
    ('tensorflow', 'tf.where(x>0, x, tf.exp(x)-1)'),
    ('tensorflow', 'tf.nn.softplus(x)'),
    ('tensorflow', 'tf.norm(x)'),
    ('tensorflow', 'x/tf.norm(x)'),
    ('tensorflow', 'tf.acos(tf.clip_by_value(x,-1.,1.))'),
    ('tensorflow', 'tf.nn.relu(tf.sqrt(x))'),
    ('tensorflow', 'tf.atan2(x,x)'),
    ('tensorflow', 'x/(1+tf.exp(-x))'),
    ('tensorflow', 'tf.math.log(tf.cosh(x))'),
    ('tensorflow', 'tf.nn.relu(x)+tf.minimum(tf.exp(x)-1, 0.)'),
    ('tensorflow', 'tf.nn.relu(x)**0.5'),
    ('tensorflow', 'tf.nn.l2_normalize(x)'),
    ('tensorflow', 'tf.cast(x>0, tf.float32)*tf.sqrt(x)'),
    ('tensorflow', 'tf.math.divide_no_nan(x, tf.abs(x))'),
    ('tensorflow', 'tf.pow(tf.abs(x), 1/3)'),
    ('tensorflow', 'tf.tanh(tf.exp(x))'),
    ('jax', 'jnp.sqrt(jax.nn.relu(x))'),
    ('jax', 'jnp.sqrt(jnp.clip(x,0))'),
    ('jax', 'jnp.sqrt(jnp.maximum(x,0))'),
    ('jax', 'jnp.sign(x)*jnp.sqrt(jnp.abs(x))'),
    ('jax', 'jnp.sqrt(jnp.abs(x))'),
    ('jax', 'jnp.sqrt(x**2)'),
    ('jax', 'jnp.abs(x)**0.5'),
    ('jax', 'jnp.where(x>0, jnp.sqrt(x), 0.)'),
    ('jax', 'jnp.where(x>0, jnp.sqrt(jnp.where(x>0,x,1.)), 0.)'),
    ('jax', 'x/jnp.abs(x)'),
    ('jax', 'jnp.log(1+jnp.exp(x))'),
    ('jax', 'x*jnp.tanh(jnp.log(1+jnp.exp(x)))'),
    ('jax', '1/(1+jnp.exp(-x))'),
    ('jax', 'jnp.exp(x)/(1+jnp.exp(x))'),
    ('jax', 'jnp.log(jax.nn.sigmoid(x))'),
    ('jax', 'jnp.log(1-jax.nn.sigmoid(x))'),
    ('jax', 'jnp.log1p(jnp.exp(x))'),
    ('jax', '(jnp.exp(x)-jnp.exp(-x))/(jnp.exp(x)+jnp.exp(-x))'),
    ('jax', 'jnp.where(x>0, x, jnp.exp(x)-1)'),
    ('jax', 'jax.nn.softplus(x)'),
    ('jax', 'jnp.linalg.norm(x)'),
    ('jax', 'x/jnp.linalg.norm(x)'),
    ('jax', 'jnp.arccos(jnp.clip(x,-1,1))'),
    ('jax', 'jax.nn.relu(jnp.sqrt(x))'),
    ('jax', 'jnp.arctan2(x,x)'),
    ('jax', 'x/(1+jnp.exp(-x))'),
    ('jax', 'jnp.log(jnp.cosh(x))'),
    ('jax', 'jax.nn.relu(x)+jnp.minimum(jnp.exp(x)-1, 0.)'),
    ('jax', 'jax.nn.relu(x)**0.5'),
    ('jax', '(x>0)*jnp.sqrt(x)'),
    ('jax', 'jnp.logaddexp(x,0.)'),
    ('jax', 'jnp.power(jnp.abs(x), 1/3)'),
    ('jax', 'jnp.tanh(jnp.exp(x))'),
    ('torch', 'torch.exp(x) / torch.exp(x).sum(-1, keepdim=True)'),
    ('torch', 'x - torch.log(torch.exp(x).sum(-1, keepdim=True))'),
    ('torch', 'x - torch.logsumexp(x, -1)'),
    ('torch', 'torch.exp(x - x.max()) / torch.exp(x - x.max()).sum()'),
    ('torch', 'torch.sqrt((x ** 2).sum())'),
    ('torch', 'x / torch.sqrt((x ** 2).sum() + 1e-8)'),
    ('torch', 'torch.log(1 - torch.tanh(x) ** 2)'),
    ('torch', 'torch.log(torch.exp(x) + torch.exp(-x))'),
    ('torch', 'x.abs().sqrt() * x.sign()'),
    ('torch', 'torch.where(x > 0, x, 1.5 * (x.exp() - 1))'),
    ('torch', 'F.elu(x)'),
    ('torch', 'x * torch.exp(x) / (torch.exp(x) + 1)'),
    ('torch', 'torch.where(x < 20, torch.log1p(torch.exp(x)), x)'),
    ('torch', 'torch.log1p(torch.exp(-x.abs())) + x.clamp(min=0)'),
    ('torch', 'x * torch.tanh(F.softplus(x))'),
    ('torch', 'torch.clamp(torch.log(1 + torch.exp(x)), max=50)'),
    ('torch', 'torch.log(1 + torch.exp(torch.clamp(x, max=20)))'),
    ('torch', '(torch.exp(2 * x) - 1) / (torch.exp(2 * x) + 1)'),
    ('tensorflow', 'tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=-1, keepdims=True)'),
    ('tensorflow', 'tf.where(x > 0, x, tf.exp(x) - 1)'),
    ('tensorflow', 'tf.sqrt(tf.reduce_sum(tf.square(x)))'),
    ('tensorflow', 'x * tf.math.sigmoid(x)'),
    ('tensorflow', 'tf.pow(tf.nn.relu(x), 0.5)'),
    ('tensorflow', 'tf.where(x > 0, tf.pow(x, 0.5), 0.)'),
    ('tensorflow', 'tf.where(x > 0, tf.math.log(x), 0.)'),
    ('jax', 'jnp.exp(x) / jnp.sum(jnp.exp(x), axis=-1)'),
    ('jax', 'jnp.where(x > 0, jnp.log(x), 0.)'),
    ('jax', 'jnp.where(x > 0, jnp.log(jnp.where(x > 0, x, 1.)), 0.)'),
    ('jax', 'jnp.sqrt(jnp.sum(x ** 2))'),
    ('jax', 'jax.nn.elu(x)'),
    ('jax', 'jnp.maximum(x, 0) ** 0.5'),
    ('jax', 'jnp.sign(x) * jnp.log1p(jnp.abs(x))'),
    ('torch', 'torch.sign(x) * torch.log1p(torch.abs(x))'),
    ('torch', 'torch.sign(x) * torch.log(torch.abs(x) + 1)'),
    ('torch', 'torch.sqrt(x ** 2 + 1) - 1'),
    ('torch', 'torch.sqrt(torch.abs(x) + 1e-6)'),
]



def measured(framework, f, x, elements):
    vector = [x * share for share in shares[:elements]]
    if framework == "torch":
        leaf = torch.tensor(vector, requires_grad=True)
        value = f(leaf)
        value.sum().backward()
        return value.detach().reshape(-1).tolist(), leaf.grad.tolist()
    if framework == "tensorflow":
        leaf = tf.constant(vector)
        with tf.GradientTape() as tape:
            tape.watch(leaf)
            value = f(leaf)
            total = tf.reduce_sum(value)
        return tf.reshape(value, [-1]).numpy().tolist(), tape.gradient(total, leaf).numpy().tolist()
    leaf = jnp.array(vector)
    return jnp.reshape(f(leaf), -1).tolist(), jax.grad(lambda at: jnp.sum(f(at)))(leaf).tolist()


def is_bad(values):
    return not all(math.isfinite(value) for value in values)


rows = []
for framework, code in expressions:
    f = eval("lambda x: " + code)
    elements = 3 if any(word in code for word in ("sum", "max()", "norm", "logsumexp")) else 1
    results = [measured(framework, f, x, elements) for x in points]
    rows.append({
        "framework": framework,
        "code": code,
        "values": [x for x, (value, _) in zip(points, results) if is_bad(value)],
        "gradients": [x for x, (value, gradient) in zip(points, results) if is_bad(gradient) and not is_bad(value)],
    })
folder = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "functions"
(folder / "arithmetic.json").write_text(json.dumps({"points": points, "functions": rows}, indent=1) + "\n")
