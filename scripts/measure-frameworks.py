"""
What the steps of Keras', TensorFlow's and JAX' networks give when they really run: python scripts/measure-frameworks.py [NAME ...]

Runs the programs of test/reference/signal/elsewhere, whose last line calls their network, over several seeds, and writes the RMS, the RMS of
what differs between inputs and the gradient's RMS of every step to measured.json beside them; a gradient of N(0, 1) goes back from the output,
from the logits where a softmax or sigmoid ends it. Calls, products and sums of a program are recorded by rewriting its syntax tree, layers of
the frameworks by wrapping their calls; JAX' steps have a number added that is 0 and by which the derivative is taken. A measured step belongs to
the step of `trace --signal` of the same name in the same order: of that only names and lines are read. PYTHONPATH must hold Flax, Haiku and Equinox.
"""
import ast
import glob
import json
import os
import re
import subprocess
import sys
import types

os.environ.setdefault('KERAS_BACKEND', 'tensorflow')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('CUDA_VISIBLE_DEVICES', '')
import numpy as np

SEEDS = int(os.environ.get("SEEDS", 3))


class Recorder:
    """Steps of one run: names, line, value; what a run of JAX adds 0 to, whose derivative is the gradient."""

    def __init__(self, jax_zeros=None):
        self.steps, self.zeros, self.depth, self.seen, self.groups, self.scan = [], jax_zeros, 0, {}, [], []

    def add(self, names, line, value, given=()):
        if not is_float_tensor(value):
            return value
        last = self.seen.get(id(value))
        if last is not None:
            last['names'] |= set(names)
            return value
        index = len(self.steps)
        if self.zeros is not None:
            if index < len(self.zeros):
                value = value + self.zeros[index]
        step = {'names': set(names), 'line': line, 'value': value, 'group': tuple(self.groups), 'scan': tuple(self.scan),
                'of': [self.seen[id(one)]['index'] for one in given if id(one) in self.seen], 'index': index, 'given': given}
        self.steps.append(step)
        self.seen[id(value)] = step
        return value


REC = None


def is_float_tensor(value):
    try:
        return hasattr(value, 'dtype') and hasattr(value, 'shape') and 'float' in str(value.dtype) and len(value.shape) > 0 and not isinstance(value, np.ndarray) \
            and type(value).__name__ not in ('KerasTensor', 'Variable', 'ResourceVariable', 'RefVariable')
    except Exception:
        return False


ACT = {'swish': 'silu', 'gelutanh': 'gelu', 'activationrelu': 'relu', 'hardsilu': 'hardswish', 'hardsigmoid': 'hardsigmoid'}


def plain(name):
    name = name.lower().replace('_', '')
    return ACT.get(name, name)


def names_of(fn, name):
    cls = type(fn)
    if isinstance(fn, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)) or cls.__name__ in ('PjitFunction', 'custom_jvp', 'ufunc', 'custom_vjp'):
        return {name, getattr(fn, '__name__', name)}
    if cls is type:
        return {name}
    return {cls.__name__}


def call(line, name, fn, /, *args, **kwargs):
    result = fn(*args, **kwargs)
    if REC is None or REC.depth > 0:
        return result
    return REC.add(names_of(fn, name), line, result, args)


def binop(line, name, left, right, op):
    result = op(left, right)
    if REC is None or REC.depth > 0:
        return result
    return REC.add({name}, line, result, (left, right))


class Instrument(ast.NodeTransformer):
    OPS = {ast.MatMult: '@', ast.Add: '+', ast.Mult: '*'}

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in ('super', 'locals', 'vars', 'range', 'zip', 'len', 'isinstance', 'print', 'field'):
            return node
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, 'id', '()')
        return ast.copy_location(ast.Call(ast.Name('al_call', ast.Load()), [ast.Constant(node.lineno), ast.Constant(name), node.func, *node.args], node.keywords), node)

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if type(node.op) not in self.OPS:
            return node
        op = ast.Lambda(ast.arguments([], [ast.arg('a'), ast.arg('b')], None, [], [], None, []), ast.BinOp(ast.Name('a', ast.Load()), node.op, ast.Name('b', ast.Load())))
        return ast.copy_location(ast.Call(ast.Name('al_binop', ast.Load()), [ast.Constant(node.lineno), ast.Constant(self.OPS[type(node.op)]), node.left, node.right, op], []), node)


def compiled(text, name):
    tree = ast.parse(text)
    tree = Instrument().visit(tree)
    ast.fix_missing_locations(tree)
    return compile(tree, name, 'exec')


def seeded(text, seed):
    text = re.sub(r'(PRNGKey|random\.key|Rngs|jr\.key)\((\w+=)?(\d+)\)', lambda m: f'{m[1]}({m[2] or ""}{int(m[3]) + 10 * seed})', text)
    text = re.sub(r'hk\.PRNGSequence\((\d+)\)', lambda m: f'hk.PRNGSequence({int(m[1]) + 10 * seed})', text)
    return text


def framework_of(text):
    if re.search(r'^(import|from) (jax|flax|haiku|equinox)', text, re.M):
        return 'jax'
    if 'compat.v1' in text:
        return 'tf1'
    return 'keras'


def split_last(text):
    lines = text.rstrip().split('\n')
    assert lines[-1].startswith('out = '), lines[-1]
    return '\n'.join(lines[:-1]) + '\n', '\n' * (len(lines) - 1) + lines[-1] + '\n'


def rms(v):
    return float(np.sqrt(np.mean(np.square(v.astype(np.float64)))))


def figures(steps, values, gradients, batch):
    rows = []
    for step, value, gradient in zip(steps, values, gradients):
        rows.append((step, np.asarray(value), None if gradient is None else np.asarray(gradient)))
    # Of a vmapped function all examples are one step.
    out, by = [], {}
    for step, value, gradient in rows:
        if step['group']:
            first, last = step['group'][0], step['group'][-1]
            key = first[0], last[0] - first[3], step['index'] - last[2], len(step['group'])
            if key not in by:
                by[key] = (step, {}, {})
                out.append(by[key])
            by[key][1].setdefault(first[1], []).append(value), by[key][2].setdefault(first[1], []).append(gradient)
        else:
            out.append((step, value, gradient))
    records = []
    for step, value, gradient in out:
        if isinstance(value, dict):
            try:
                value = np.stack([np.stack(v) if len(step['group']) > 1 else v[0] for v in value.values()])
                gradient = None if next(iter(gradient.values()))[0] is None else np.stack([np.stack(v) if len(step['group']) > 1 else v[0] for v in gradient.values()])
            except ValueError:
                continue
        record = {'names': sorted(plain(name) for name in step['names']), 'line': step['line'], 'shape': list(value.shape), 'rms': rms(value),
                  'scan': list(step['scan']), 'index': step['index'], 'of': step['of'], 'ranks': [len(getattr(g, 'shape', ())) for g in step['given']]}
        if value.shape[0] == batch:
            record['signal'] = float(np.sqrt(value.astype(np.float64).var(0, ddof=1).mean()))
        if gradient is not None:
            record['gradient'] = rms(gradient)
        records.append(record)
    return records


ENDS = ('softmax', 'sigmoid', 'logsoftmax')


def start_of_gradient(steps, output):
    """In front of a softmax or sigmoid that ends the program."""
    at = next((s for s in reversed(steps) if s['value'] is output), None)
    if at is None:
        return output
    names = {plain(n) for n in at['names']}
    if names & set(ENDS):
        if at.get('before') is not None:
            return at['before']
        if at['of']:
            return next((s['value'] for s in steps if s['index'] == at['of'][0]), output)
    return output


def one_keras(text, seed, name):
    global REC
    import keras, tensorflow as tf
    tf.config.run_functions_eagerly(True)
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    prepare_keras()
    body, last = split_last(text)
    scope = {'__name__': 'program', 'al_call': call, 'al_binop': binop}
    exec(compiled(body, name), scope)
    exec(compiled(last, name), scope)
    with tf.GradientTape(persistent=True) as tape:
        x = scope.get('x')
        REC = Recorder()
        exec(compiled(last, name), scope)
        rec, REC = REC, None
        rec.steps = [s for s in rec.steps if hasattr(s['value'], 'numpy')]
        output = scope['out']
        while isinstance(output, (list, tuple, dict)):
            output = list(output.values())[0] if isinstance(output, dict) else output[0]
        start = start_of_gradient(rec.steps, output)
        target = tf.reduce_sum(start * tf.random.normal(start.shape))
    gradients = [tape.gradient(target, step['value']) for step in rec.steps]
    batch = len(x if not isinstance(x, (list, tuple)) else x[0])
    return figures(rec.steps, [s['value'].numpy() for s in rec.steps], [None if g is None else tf.convert_to_tensor(g).numpy() for g in gradients], batch)


PREPARED = set()
KERAS_CONTAINERS = ('Sequential', 'Functional', 'Model')


def prepare_keras():
    if 'keras' in PREPARED:
        return
    PREPARED.add('keras')
    import keras
    from keras.src.layers.layer import Layer
    from keras.src.ops.operation import Operation
    layer_call, operation_call = Layer.__call__, Operation.__call__

    def recorded(self, *args, **kwargs):
        if REC is None or REC.depth > 0:
            return layer_call(self, *args, **kwargs)
        own = not type(self).__module__.startswith('keras.src')
        container = own or isinstance(self, keras.Model)
        own_activation = getattr(self, 'activation', None)
        simple = callable(own_activation) and type(self).__name__ not in ('LSTM', 'GRU', 'SimpleRNN', 'ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D', 'Activation', 'ReLU') and not own and own_activation is not keras.activations.linear
        before = None
        names = {type(self).__name__}
        # What comes out of a wrapper is behind the activation of the layer inside: no step has that name.
        inside = getattr(getattr(self, 'layer', None), 'activation', None)
        if hasattr(self, 'layer') and not own and (inside in (None, keras.activations.linear) or hasattr(self.layer, 'recurrent_activation')):
            names |= {type(self.layer).__name__}
        if hasattr(self, 'forward_layer'):
            names |= {type(self.forward_layer).__name__}
        if type(self).__name__ == 'Activation':
            names |= {getattr(own_activation, '__name__', '')}
        if simple:
            def activation(value, *rest):
                depth, REC.depth = REC.depth, 0
                REC.add(names, 0, value)
                REC.depth = depth
                result = own_activation(value, *rest)
                activation.before = value
                return result
            activation.before = None
            Layer.__setattr__(self, 'activation', activation)
        if not container:
            REC.depth += 1
        try:
            result = layer_call(self, *args, **kwargs)
        finally:
            if not container:
                REC.depth -= 1
            if simple:
                Layer.__setattr__(self, 'activation', own_activation)
        first = result[0] if isinstance(result, (list, tuple)) and result else result
        if simple:
            REC.add({getattr(own_activation, '__name__', type(own_activation).__name__)}, 0, first)
            if id(first) in REC.seen:
                REC.seen[id(first)]['before'] = activation.before
        else:
            REC.add(names, 0, first, args)
        return result

    def operation(self, *args, **kwargs):
        if REC is None or REC.depth > 0 or isinstance(self, Layer):
            return operation_call(self, *args, **kwargs)
        REC.depth += 1
        try:
            result = operation_call(self, *args, **kwargs)
        finally:
            REC.depth -= 1
        return REC.add({{'Add': '+', 'Multiply': '*'}.get(type(self).__name__, type(self).__name__)}, 0, result, args)

    Layer.__call__ = recorded
    Operation.__call__ = operation


def one_tf1(text, seed, name):
    global REC
    import tensorflow as tf
    tf1 = tf.compat.v1
    body, last = split_last(text)
    graph = tf.Graph()
    rng = np.random.default_rng(seed)
    with graph.as_default():
        tf1.set_random_seed(seed)
        scope = {'__name__': 'program', 'al_call': call, 'al_binop': binop}
        # The graph is made as it is defined.
        REC = Recorder()
        exec(compiled(body + last.lstrip('\n'), name), scope)
        rec, REC = REC, None
        output = scope['out']
        start = start_of_gradient(rec.steps, output)
        gradients = tf1.gradients(tf.reduce_sum(start * tf.random.normal(tf.shape(start))), [s['value'] for s in rec.steps])
        feed, batch = {}, 64
        for op in graph.get_operations():
            if op.type == 'Placeholder':
                t = op.outputs[0]
                shape = [batch if d is None else d for d in t.shape.as_list()] if t.shape.rank is not None else []
                if t.dtype.is_floating:
                    feed[t] = np.float32(0.5 if shape == [] else rng.standard_normal(shape))
                elif t.dtype == tf.bool:
                    feed[t] = True
                else:
                    feed[t] = rng.integers(0, 100, shape)
        with tf1.Session(graph=graph) as session:
            session.run(tf1.global_variables_initializer())
            keep = [i for i, g in enumerate(gradients)]
            values, grads = session.run([[s['value'] for s in rec.steps], [g if g is not None else tf.constant(0.0) for g in gradients]], feed)
    return figures(rec.steps, values, [None if gradients[i] is None else g for i, g in enumerate(grads)], batch)


GROUP = [0]


def prepare_jax():
    if 'jax' in PREPARED:
        return
    PREPARED.add('jax')
    import jax
    import jax.numpy as jnp
    real_scan, real_vmap = jax.lax.scan, jax.vmap

    def scan(f, init, xs=None, length=None, reverse=False, unroll=1, **_):
        if REC is None:
            return real_scan(f, init, xs, length=length, reverse=reverse)
        n = length if xs is None or not jax.tree_util.tree_leaves(xs) else len(jax.tree_util.tree_leaves(xs)[0])
        ys, carry = [], init
        GROUP[0] += 1
        own = GROUP[0]
        for i in (reversed(range(n)) if reverse else range(n)):
            REC.scan.append((own, i, n))
            carry, y = f(carry, None if xs is None else jax.tree_util.tree_map(lambda v: v[i], xs))
            REC.scan.pop()
            ys.append(y)
        if reverse:
            ys.reverse()
        return carry, jax.tree_util.tree_map(lambda *v: jnp.stack(v), *ys)

    def vmap(f, in_axes=0, out_axes=0, **rest):
        def mapped(*args, **kwargs):
            if REC is None or kwargs:
                return real_vmap(f, in_axes=in_axes, out_axes=out_axes, **rest)(*args, **kwargs)
            axes = in_axes if isinstance(in_axes, (tuple, list)) else [in_axes] * len(args)
            n = next(jax.tree_util.tree_leaves(a)[0].shape[ax] for a, ax in zip(args, axes) if ax is not None and not isinstance(ax, (dict, list)))
            GROUP[0] += 1
            own, outs = GROUP[0], []
            for i in range(n):
                REC.groups.append((own, i, len(REC.steps), GROUP[0]))
                outs.append(f(*[a if ax is None else jax.tree_util.tree_map(lambda v: jnp.take(v, i, axis=ax), a) for a, ax in zip(args, axes)]))
                REC.groups.pop()
            return jax.tree_util.tree_map(lambda *v: jnp.stack(v, axis=out_axes if isinstance(out_axes, int) else 0), *outs)
        return mapped

    identity = lambda f=None, **k: f if f is not None else (lambda g: g)
    jax.lax.scan = scan
    jax.vmap = vmap
    jax.jit = identity
    jax.checkpoint = jax.remat = identity
    for module in ('flax.nnx', 'equinox.nn', 'haiku', 'equinox'):
        try:
            __import__(module)
        except ImportError:
            continue
        found = sys.modules[module]
        for key in dir(found):
            cls = getattr(found, key)
            if isinstance(cls, type) and '__call__' in vars(cls) and cls.__module__.startswith(('flax.nnx.nn', 'equinox.nn', 'haiku._src')):
                wrap_call(cls)
    if 'equinox' in sys.modules:
        import equinox
        equinox.filter_vmap = vmap
        equinox.filter_jit = identity
    if 'flax.nnx' in sys.modules:
        sys.modules['flax.nnx'].jit = identity


OWN_CALLS = ('Sequential', 'MLP', 'Lambda')


def wrap_call(cls):
    real = cls.__call__
    if getattr(real, '_wrapped', False) or cls.__name__ in ('Module',) or isinstance(getattr(cls, '__call__'), type):
        return

    def recorded(self, *args, **kwargs):
        if REC is None or REC.depth > 0:
            return real(self, *args, **kwargs)
        simple = type(self).__name__ not in OWN_CALLS
        REC.depth += simple
        try:
            result = real(self, *args, **kwargs)
        finally:
            REC.depth -= simple
        if isinstance(result, tuple) and result:
            return (REC.add({type(self).__name__}, 0, result[0], args), *result[1:])
        return REC.add({type(self).__name__}, 0, result, args)
    recorded._wrapped = True
    try:
        setattr(cls, '__call__', recorded)
    except Exception:
        pass


def one_jax(text, seed, name):
    global REC
    prepare_jax()
    import contextlib
    import jax, jax.numpy as jnp
    body, last = split_last(seeded(text, seed))
    np.random.seed(seed)
    scope = {'__name__': 'program', 'al_call': call, 'al_binop': binop}
    sys.modules['program'] = types.ModuleType('program')
    exec(compiled(body, name), scope)
    code = compiled(last, name)
    linen = 'flax.linen' in sys.modules and 'linen' in text

    def intercept(next_call, args, kwargs, context):
        if REC is None or REC.depth > 0 or context.method_name != '__call__':
            return next_call(*args, **kwargs)
        builtin = type(context.module).__module__.startswith('flax.linen') and type(context.module).__name__ != 'Sequential'
        REC.depth += builtin
        try:
            result = next_call(*args, **kwargs)
        finally:
            REC.depth -= builtin
        names = {type(context.module).__name__}
        if type(context.module).__name__ == 'RNN':
            names.add(type(context.module.cell).__name__)
        if isinstance(result, tuple):
            return (*result[:-1], REC.add(names, 0, result[-1], args)) if 'Cell' in type(context.module).__name__ else (REC.add(names, 0, result[0], args), *result[1:])
        return REC.add(names, 0, result, args)

    def run(zeros):
        global REC
        GROUP[0] = 0
        REC = Recorder(zeros)
        if linen:
            import flax.linen as nn
            context = nn.intercept_methods(intercept)
        else:
            context = contextlib.nullcontext()
        try:
            with context:
                exec(code, scope)
            output = scope['out']
            while isinstance(output, (list, tuple, dict)):
                output = list(output.values())[0] if isinstance(output, dict) else output[0]
            start = start_of_gradient(REC.steps, output)
            total = (start * jax.random.normal(jax.random.PRNGKey(99 + seed), start.shape)).sum()
            return total, ([s['value'] for s in REC.steps], REC.steps)
        finally:
            REC = None

    _, (values, steps) = run([])
    zeros = [jnp.zeros(v.shape, v.dtype) for v in values]

    def loss(z):
        total, (own, _) = run(z)
        return total, own
    gradients, values = jax.grad(loss, has_aux=True)(zeros)
    if any(s['group'] for s in steps):
        groups = {}
        for s in steps:
            if s['group']:
                groups.setdefault(s['group'][-1][0], set()).add(s['group'][-1][1])
        batch = max(len(v) for v in groups.values())
    else:
        x = scope['x']
        batch = len(x if not isinstance(x, (list, tuple)) else x[0])
    return figures(steps, values, gradients, batch)


def measured(text, name):
    run = {'keras': one_keras, 'tf1': one_tf1, 'jax': one_jax}[framework_of(text)]
    runs = [run(text, seed, name) for seed in range(SEEDS)]
    first = runs[0]
    for i, record in enumerate(first):
        for figure in ('rms', 'signal', 'gradient'):
            values = [r[i][figure] for r in runs if len(r) > i and figure in r[i]]
            if values:
                record[figure] = float(f'{np.sqrt(np.mean(np.square(values))):.4g}')
    return first


ALIAS = {
    '@': 'matmul', 'dot': 'matmul', 'einsum': 'matmul', 'dotgeneral': 'matmul', 'batchdot': 'matmul', 'tensordot': 'matmul',
    'add': '+', 'multiply': '*', 'gelutanh': 'gelu', 'swish': 'silu', 'reducemean': 'mean', 'globalavgpool2d': 'globalaveragepooling2d',
    'avgpool2d': 'averagepooling2d', 'maxpool2d': 'maxpooling2d', 'lstmcell': 'lstm', 'optimizedlstmcell': 'lstm', 'grucell': 'gru',
}
PRODUCTS = {'matmul', 'convgeneraldilated', 'conv2d', 'conv1d'}


def canonical(name):
    name = name.lower().replace('_', '')
    return ALIAS.get(name, name)


def with_biases(steps):
    """A vector added to a product is its bias; of a scan the last round counts."""
    kept, hosts = [], {}
    for step in steps:
        if any(round_ != rounds - 1 for _, round_, rounds in step['scan']):
            continue
        names = {canonical(name) for name in step['names']}
        host = hosts.get(step['of'][0]) if len(step['of']) == 1 else None
        if host is not None and '+' in names and min(step['ranks']) <= 1 and host['canonical'] & PRODUCTS:
            host.update({key: step[key] for key in ('rms', 'signal', 'gradient', 'shape') if key in step})
            hosts[step['index']] = host
            continue
        hosts[step['index']] = {**step, 'canonical': names}
        kept.append(hosts[step['index']])
    return kept


def aligned(predicted, real):
    """Pairs of steps of one name in one order, as many as there are."""
    names = [canonical(step['name']) for step in predicted]
    best = [[0] * (len(real) + 1) for _ in range(len(names) + 1)]

    def score(i, j):
        return names[i] in real[j]['canonical'] and 1 + 0.1 * (predicted[i]['line'] == real[j]['line'])

    for i in reversed(range(len(names))):
        for j in reversed(range(len(real))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], score(i, j) and score(i, j) + best[i + 1][j + 1])
    i = j = 0
    while i < len(names) and j < len(real):
        if score(i, j) and best[i][j] == score(i, j) + best[i + 1][j + 1]:
            yield predicted[i], real[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def named(path, real):
    """What was measured under the names and lines that `trace --signal` has."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    command = ['node', os.path.join(root, 'dist', 'cli.js'), 'trace', '--signal', '--format', 'json', path]
    models = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)[0]['models']
    pairs = max((list(aligned(model['steps'], real)) for model in models), key=len)
    return [
        {'name': step['name'], 'line': step['line'], **{key: own[key] for key in ('shape', 'rms', 'signal', 'gradient') if key in own}}
        for step, own in pairs
    ]


if __name__ == '__main__':
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'test', 'reference', 'signal', 'elsewhere')
    target = os.path.join(folder, 'measured.json')
    written = json.load(open(target)) if os.path.exists(target) else {}
    # Programs of TensorFlow 1 turn the second's behaviour off for all that comes after them.
    paths = sorted(glob.glob(os.path.join(folder, '*.py')), key=lambda path: ('compat.v1' in open(path).read(), path))
    for path in paths:
        name = os.path.basename(path)[:-3]
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        with open(path) as file:
            written[name] = named(path, with_biases(measured(file.read(), path)))
        print(name, len(written[name]), flush=True)
        with open(target, 'w') as file:
            json.dump(written, file, indent=1, sort_keys=True)
