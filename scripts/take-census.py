"""Writes every public activation, layer, loss, initialiser and optimiser of the installed frameworks into a census, with its signature.

    python scripts/take-census.py [--sources FOLDER …] > test/reference/census.json

What is installed is asked by introspection; a package that is not installed is read from its sources, where a folder with them is given
(`equinox`, `haiku`: a checkout's folder that holds the package). The kind of a name follows from where the framework itself keeps it; what a
framework does not sort (functions of `torch.nn.functional`, `tf.nn`) is a `function`, to be in a table or to be left out for a reason.
"""

import argparse
import ast
import importlib
import inspect
import json
import os
import re
import sys
import warnings

warnings.filterwarnings('ignore')
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
os.environ.setdefault('CUDA_VISIBLE_DEVICES', '')
os.environ.setdefault('JAX_PLATFORMS', 'cpu')

parser = argparse.ArgumentParser()
parser.add_argument('--sources', nargs='*', default=[])
options = parser.parse_args()

entries = {}
versions = {}


def default_text(value):
    """A default as code where it is a constant, `...` where it is an object."""
    if value is None or isinstance(value, (bool, str)):
        return repr(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (tuple, list)) and all(isinstance(x, (int, float, str, bool, type(None))) for x in value):
        return repr(value)
    return '...'


def signature_of(thing):
    """Parameters in positional order: `name`, `name=default`, `*`, `**name`; None where the framework does not tell."""
    try:
        target = thing.__init__ if inspect.isclass(thing) else thing
        parameters = list(inspect.signature(target).parameters.values())
    except (TypeError, ValueError):
        return None
    if inspect.isclass(thing):
        parameters = parameters[1:]
    written = []
    star = False
    for parameter in parameters:
        if parameter.kind == inspect.Parameter.VAR_POSITIONAL:
            written.append('*' + parameter.name)
            star = True
            continue
        if parameter.kind == inspect.Parameter.VAR_KEYWORD:
            written.append('**' + parameter.name)
            continue
        if parameter.kind == inspect.Parameter.KEYWORD_ONLY and not star:
            written.append('*')
            star = True
        empty = parameter.default is inspect.Parameter.empty
        written.append(parameter.name if empty else f'{parameter.name}={default_text(parameter.default)}')
    return ', '.join(written)


def add(framework, name, kind, thing):
    entries.setdefault(name, {'framework': framework, 'name': name, 'kind': kind, 'signature': signature_of(thing)})


def public(module):
    return [(name, getattr(module, name)) for name in sorted(dir(module)) if not name.startswith('_')]


def take_torch():
    import torch

    versions['torch'] = torch.__version__.split('+')[0]
    kinds = {
        'activation': 'activation', 'loss': 'loss', 'linear': 'layer', 'conv': 'layer', 'sparse': 'layer', 'rnn': 'cell',
        'batchnorm': 'norm', 'instancenorm': 'norm', 'normalization': 'norm', 'pooling': 'pooling', 'dropout': 'dropout',
        'transformer': 'layer', 'adaptive': 'loss', 'container': 'container', 'module': 'container',
    }
    for name, thing in public(torch.nn):
        if inspect.isclass(thing) and issubclass(thing, torch.nn.Module):
            part = thing.__module__.rsplit('.', 1)[-1]
            add('torch', f'torch.nn.{name}', kinds.get(part, 'reshape'), thing)
    modules = {name.lower() for name, thing in public(torch.nn) if inspect.isclass(thing)}
    activations = {
        re.sub('_', '', name.rsplit('.', 1)[-1]).lower() for name, entry in entries.items() if entry['kind'] == 'activation'
    }
    for name, thing in public(torch.nn.functional):
        if not callable(thing) or inspect.isclass(thing) or name.startswith(('has_', 'handle_', 'boolean_', 'assert_')):
            continue
        if getattr(thing, '__module__', 'torch') in ('typing', 'functools', 'importlib', 'torch.overrides', 'torch._jit_internal'):
            continue
        plain = name.replace('_', '').lower()
        kind = 'function'
        if plain in activations:
            kind = 'activation'
        elif plain.endswith('loss') or name in ('cross_entropy', 'binary_cross_entropy', 'binary_cross_entropy_with_logits', 'kl_div'):
            kind = 'loss'
        elif 'pool' in plain:
            kind = 'pooling'
        elif 'dropout' in plain:
            kind = 'dropout'
        elif 'norm' in plain and plain in modules:
            kind = 'norm'
        add('torch', f'torch.nn.functional.{name}', kind, thing)
    for name, thing in public(torch.nn.init):
        if callable(thing) and name.endswith('_') and not inspect.isclass(thing):
            add('torch', f'torch.nn.init.{name}', 'initializer', thing)
    for name, thing in public(torch.special):
        if callable(thing):
            add('torch', f'torch.special.{name}', 'function', thing)
    for name, thing in public(torch.optim):
        if inspect.isclass(thing) and issubclass(thing, torch.optim.Optimizer):
            add('torch', f'torch.optim.{name}', 'optimizer', thing)
    for name, thing in public(torch.ao.nn.quantized):
        if inspect.isclass(thing) and issubclass(thing, torch.nn.Module):
            add('torch', f'torch.ao.nn.quantized.{name}', 'quantized', thing)
    try:
        import torchvision.ops as ops
    except ImportError:
        return
    versions['torchvision'] = importlib.import_module('torchvision').__version__.split('+')[0]
    for name, thing in public(ops):
        if inspect.isclass(thing) and issubclass(thing, torch.nn.Module):
            add('torchvision', f'torchvision.ops.{name}', 'layer', thing)
        elif inspect.isfunction(thing):
            add('torchvision', f'torchvision.ops.{name}', 'loss' if 'loss' in name else 'function', thing)


def take_keras():
    import keras

    versions['keras'] = keras.__version__
    for name, thing in public(keras.activations):
        if inspect.isfunction(thing) and name not in ('get', 'serialize', 'deserialize'):
            add('keras', f'keras.activations.{name}', 'activation', thing)
    for name, thing in public(keras.layers):
        if not (inspect.isclass(thing) and issubclass(thing, keras.layers.Layer)):
            continue
        part = thing.__module__
        kind = 'layer'
        for word, its in (
            ('.activations.', 'activation'), ('.normalization.', 'norm'), ('.pooling.', 'pooling'), ('.rnn.', 'cell'),
            ('.reshaping.', 'reshape'), ('.merging.', 'reshape'), ('.preprocessing.', 'preprocessing'),
            ('dropout', 'dropout'), ('.regularization.', 'dropout'), ('.core.', 'layer'),
        ):
            if word in part:
                kind = its
                break
        add('keras', f'keras.layers.{name}', kind, thing)
    for name, thing in public(keras.losses):
        if inspect.isclass(thing) or (inspect.isfunction(thing) and name not in ('get', 'serialize', 'deserialize')):
            add('keras', f'keras.losses.{name}', 'loss', thing)
    for name, thing in public(keras.initializers):
        if inspect.isclass(thing):
            add('keras', f'keras.initializers.{name}', 'initializer', thing)
    for name, thing in public(keras.optimizers):
        if inspect.isclass(thing):
            add('keras', f'keras.optimizers.{name}', 'optimizer', thing)
    for name, thing in public(keras.ops.nn):
        if inspect.isfunction(thing):
            add('keras', f'keras.ops.{name}', 'activation' if hasattr(keras.activations, name) else 'function', thing)


def take_tensorflow():
    import tensorflow as tf

    versions['tensorflow'] = tf.__version__
    for name, thing in public(tf.nn):
        if inspect.isfunction(thing) or (callable(thing) and not inspect.ismodule(thing) and not inspect.isclass(thing)):
            kind = 'loss' if 'loss' in name or 'cross_entropy' in name else 'pooling' if 'pool' in name else 'function'
            add('tensorflow', f'tf.nn.{name}', kind, thing)
    v1 = tf.compat.v1
    for name, thing in public(v1.nn):
        if callable(thing) and not inspect.ismodule(thing) and not inspect.isclass(thing) and not hasattr(tf.nn, name):
            kind = 'loss' if 'loss' in name or 'cross_entropy' in name else 'pooling' if 'pool' in name else 'function'
            add('tensorflow', f'tf.compat.v1.nn.{name}', kind, thing)
    for name, thing in public(v1.losses):
        if inspect.isfunction(thing) or callable(thing) and not inspect.isclass(thing) and not inspect.ismodule(thing):
            add('tensorflow', f'tf.compat.v1.losses.{name}', 'loss' if not name.startswith(('get_', 'add_')) else 'function', thing)
    for name, thing in public(v1):
        if name.endswith('_initializer') and inspect.isclass(thing):
            add('tensorflow', f'tf.compat.v1.{name}', 'initializer', thing)
    for name, thing in public(v1.train):
        if inspect.isclass(thing) and name.endswith('Optimizer'):
            add('tensorflow', f'tf.compat.v1.train.{name}', 'optimizer', thing)
    for name, thing in public(tf):
        if name.endswith('_initializer') and inspect.isclass(thing):
            add('tensorflow', f'tf.{name}', 'initializer', thing)


def take_jax():
    import flax.linen
    import flax.nnx
    import jax
    import optax

    versions.update(jax=jax.__version__, flax=flax.__version__, optax=optax.__version__)
    for name, thing in public(jax.nn):
        if callable(thing) and not inspect.isclass(thing) and not inspect.ismodule(thing):
            add('jax', f'jax.nn.{name}', 'function', thing)
    for name, thing in public(jax.nn.initializers):
        if callable(thing) and not inspect.isclass(thing):
            add('jax', f'jax.nn.initializers.{name}', 'initializer', thing)
    for label, module in (('flax.linen', flax.linen), ('flax.nnx', flax.nnx)):
        for name, thing in public(module):
            if not (inspect.isclass(thing) and issubclass(thing, module.Module)):
                continue
            part = thing.__module__.rsplit('.', 1)[-1]
            kind = {
                'recurrent': 'cell', 'normalization': 'norm', 'stochastic': 'dropout', 'activation': 'activation',
                'linear': 'layer', 'attention': 'layer', 'lora': 'layer',
            }.get(part, 'container')
            add('flax', f'{label}.{name}', kind, thing)
        for name, thing in public(module):
            if inspect.isfunction(thing) and 'pool' in name:
                add('flax', f'{label}.{name}', 'pooling', thing)
    for name, thing in public(optax.losses):
        if inspect.isfunction(thing):
            add('optax', f'optax.losses.{name}', 'loss', thing)
    for name, thing in public(optax):
        if not inspect.isfunction(thing):
            continue
        if str(inspect.signature(thing).return_annotation).find('GradientTransformation') >= 0 and 'learning_rate' in inspect.signature(thing).parameters:
            add('optax', f'optax.{name}', 'optimizer', thing)


def take_transformers():
    import torch
    import transformers
    from transformers import activations, pytorch_utils

    versions['transformers'] = transformers.__version__
    for name in sorted(activations.ACT2CLS):
        entries[f'transformers.ACT2FN[{name}]'] = {
            'framework': 'transformers', 'name': f'transformers.ACT2FN[{name}]', 'kind': 'activation', 'signature': None,
        }
    for name, thing in public(activations):
        if inspect.isclass(thing) and issubclass(thing, torch.nn.Module) and thing.__module__ == activations.__name__:
            add('transformers', f'transformers.activations.{name}', 'activation', thing)
    for name, thing in public(pytorch_utils):
        if inspect.isclass(thing) and issubclass(thing, torch.nn.Module):
            add('transformers', f'transformers.pytorch_utils.{name}', 'layer', thing)


def take_timm():
    import timm
    import timm.layers as layers
    import torch

    versions['timm'] = timm.__version__
    for name, thing in public(layers):
        if inspect.isclass(thing) and issubclass(thing, torch.nn.Module):
            part = thing.__module__.rsplit('.', 1)[-1]
            kind = 'activation' if part.startswith('activations') else 'dropout' if part == 'drop' else 'norm' if 'norm' in part else 'layer'
            add('timm', f'timm.layers.{name}', kind, thing)
    for name, thing in public(importlib.import_module('timm.loss')):
        if inspect.isclass(thing):
            add('timm', f'timm.loss.{name}', 'loss', thing)


def take_einops():
    import einops
    import einops.layers.torch as layers

    versions['einops'] = einops.__version__
    for name in ('Rearrange', 'Reduce', 'EinMix'):
        add('einops', f'einops.layers.torch.{name}', 'layer' if name == 'EinMix' else 'reshape', getattr(layers, name))
    for name in ('rearrange', 'reduce', 'repeat', 'einsum', 'pack', 'unpack'):
        add('einops', f'einops.{name}', 'function', getattr(einops, name))


def written_signature(function):
    """Of a function's syntax, as `signature_of` writes it."""
    arguments = function.args
    written = []
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)

    def one(argument, default):
        if default is None:
            return argument.arg
        try:
            return f'{argument.arg}={default_text(ast.literal_eval(default))}'
        except ValueError:
            return f'{argument.arg}=...'

    for argument, default in zip(positional, defaults):
        if argument.arg != 'self':
            written.append(one(argument, default))
    if arguments.vararg:
        written.append('*' + arguments.vararg.arg)
    elif arguments.kwonlyargs:
        written.append('*')
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        written.append(one(argument, default))
    if arguments.kwarg:
        written.append('**' + arguments.kwarg.arg)
    return ', '.join(written)


def take_sources(folder):
    """Packages that are not installed: what `__init__` files name, with the kind that the file of the definition tells."""
    kinds = {
        'linear': 'layer', '_linear': 'layer', 'basic': 'layer', 'conv': 'layer', '_conv': 'layer', 'depthwise_conv': 'layer',
        'embed': 'layer', '_embedding': 'layer', 'attention': 'layer', '_attention': 'layer', '_mlp': 'layer', 'bias': 'layer',
        'recurrent': 'cell', '_rnn': 'cell', 'batch_norm': 'norm', 'layer_norm': 'norm', 'group_norm': 'norm', 'rms_norm': 'norm',
        '_normalisation': 'norm', 'spectral_norm': 'norm', '_spectral_norm': 'norm', '_weight_norm': 'norm', 'pool': 'pooling', '_pool': 'pooling',
        '_dropout': 'dropout', '_activations': 'activation', 'initializers': 'initializer', 'nets': 'layer',
    }
    for label, base, exported in (
        ('equinox.nn', os.path.join(folder, 'equinox', 'nn'), os.path.join(folder, 'equinox', 'nn', '__init__.py')),
        ('haiku', os.path.join(folder, 'haiku', '_src'), os.path.join(folder, 'haiku', '__init__.py')),
        ('haiku.initializers', os.path.join(folder, 'haiku', '_src'), os.path.join(folder, 'haiku', 'initializers.py')),
        ('haiku.nets', os.path.join(folder, 'haiku', '_src', 'nets'), os.path.join(folder, 'haiku', 'nets', '__init__.py')),
    ):
        if not os.path.exists(exported):
            continue
        with open(exported, encoding='utf-8') as file:
            tree = ast.parse(file.read())
        names = {}
        for statement in tree.body:
            if isinstance(statement, ast.ImportFrom) and statement.module:
                for alias in statement.names:
                    names[alias.asname or alias.name] = (statement.module.rsplit('.', 1)[-1], alias.name)
            elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Attribute):
                value = statement.value
                if isinstance(value.value, ast.Name):
                    names[statement.targets[0].id] = (value.value.id, value.attr)
        for name, (file_name, own) in sorted(names.items()):
            if name.startswith('_') or file_name not in kinds:
                continue
            path = os.path.join(base, f'{file_name}.py')
            if not os.path.exists(path):
                continue
            with open(path, encoding='utf-8') as file:
                for node in ast.parse(file.read()).body:
                    if getattr(node, 'name', None) != own:
                        continue
                    signature = None
                    if isinstance(node, ast.ClassDef):
                        start = [x for x in node.body if isinstance(x, ast.FunctionDef) and x.name == '__init__']
                        signature = written_signature(start[0]) if start else None
                    elif isinstance(node, ast.FunctionDef):
                        signature = written_signature(node)
                    framework = label.split('.')[0]
                    entries.setdefault(f'{label}.{name}', {
                        'framework': framework, 'name': f'{label}.{name}', 'kind': kinds[file_name], 'signature': signature,
                    })


for take in (take_torch, take_keras, take_tensorflow, take_jax, take_transformers, take_timm, take_einops):
    try:
        take()
    except ImportError as error:
        print(f'{take.__name__}: {error}', file=sys.stderr)
for folder in options.sources:
    take_sources(folder)

lines = ',\n'.join('    ' + json.dumps(entries[name], ensure_ascii=False) for name in sorted(entries))
print('{\n  "versions": ' + json.dumps(versions) + ',\n  "entries": [\n' + lines + '\n  ]\n}')
