#!/usr/bin/env python3
"""
What `trace --signal` says of networks beside what PyTorch gives: writes docs/truth.md and test/reference/signal/measured.json.

Usage, after `node esbuild.js`: python3 scripts/measure-signal.py [--keep FILE] [--show] [--programs FOLDER] [NAME ...]
  --keep FILE        measured figures are read from there, and what is missing is measured and written there
  --show             prints the steps that are far off, and writes nothing else
  --programs FOLDER  shows programs of another folder in place of those of test/reference/signal, and of torchvision's models

Three kinds of networks: models of torchvision on images with 224 pixels a side, the programs of test/reference/signal, and MLPs of every
depth, activation and initialisation (`mlp_20_relu_he`). Each has its default start, in training mode, on inputs of N(0, 1) or uniform
tokens; a gradient of N(0, 1) goes back from its output, from the logits where a softmax or sigmoid ends it. Hooks on every module give
the shape, the RMS, the RMS of what differs between the inputs, and the gradient's; their squares are averaged over seeds, because what
narrow layers share over all positions is one draw of chance in each.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import torch
import torchvision
from torch.overrides import TorchFunctionMode

SIDE = 224
FIGURES = ('rms', 'signal', 'gradient')
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAMS = os.path.join(ROOT, 'test', 'reference', 'signal')
VISION = [
    'alexnet', 'vgg16', 'resnet18', 'resnet50', 'densenet121', 'mobilenet_v2', 'mobilenet_v3_small', 'efficientnet_b0', 'convnext_tiny',
    'vit_b_16', 'swin_t', 'squeezenet1_0', 'shufflenet_v2_x1_0', 'mnasnet0_5', 'regnet_y_400mf', 'regnet_x_400mf', 'resnext50_32x4d',
    'vgg11_bn', 'efficientnet_v2_s', 'swin_v2_t', 'maxvit_t', 'mobilenet_v3_large', 'squeezenet1_1', 'mnasnet1_0', 'wide_resnet50_2',
    'vgg13', 'vit_b_32', 'convnext_small', 'shufflenet_v2_x0_5',
]
ACTIVATIONS = {
    'relu': 'nn.ReLU()', 'leaky': 'nn.LeakyReLU(0.1)', 'tanh': 'nn.Tanh()', 'sigmoid': 'nn.Sigmoid()', 'gelu': 'nn.GELU()',
    'silu': 'nn.SiLU()', 'elu': 'nn.ELU()', 'selu': 'nn.SELU()',
}
STARTS = {
    'default': '',
    'xavier': 'nn.init.xavier_uniform_(layer.weight)',
    'he': "nn.init.kaiming_normal_(layer.weight, nonlinearity='relu')",
}
DEPTHS = (5, 20, 50)
MLP = """import torch
import torch.nn as nn

layers = [nn.Linear(64, 256), {activation}]
for _ in range({depth} - 2):
    layers += [nn.Linear(256, 256), {activation}]
net = nn.Sequential(*layers, nn.Linear(256, 10))
{start}x = torch.randn(256, 64)
net(x)
"""


def programs():
    found = {os.path.basename(path)[:-3]: open(path).read() for path in sorted(glob.glob(os.path.join(PROGRAMS, '*.py')))}
    for depth in DEPTHS:
        for name, activation in ACTIVATIONS.items():
            for start, line in STARTS.items():
                loop = f'for layer in net:\n    if isinstance(layer, nn.Linear):\n        {line}\n' if line else ''
                found[f'mlp_{depth}_{name}_{start}'] = MLP.format(activation=activation, depth=depth, start=loop)
    return found


def vision_program(name):
    module = getattr(torchvision.models, name).__module__
    return f'import torch\nfrom {module} import {name}\n\nnet = {name}()\nx = torch.randn(4, 3, {SIDE}, {SIDE})\nnet(x)\n'


def text_of(name):
    return programs()[name] if name in programs() else vision_program(name)


def rms(tensor):
    return float(tensor.pow(2).mean().sqrt())


class Cut(TorchFunctionMode):
    """Remembers what a softmax or sigmoid was made of: gradients start in front of one that ends the model."""

    ENDS = ('sigmoid', 'softmax', 'log_softmax', 'view', 'reshape', 'squeeze', 'flatten')

    def __init__(self):
        super().__init__()
        self.made = {}

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if getattr(function, '__name__', '') in self.ENDS and torch.is_tensor(result):
            self.made[id(result)] = (result, function.__name__, args[0])
        return result

    def logits(self, output):
        ends, at = output, output
        while id(at) in self.made:
            _, name, at = self.made[id(at)]
            if name in self.ENDS[:3]:
                ends = at
        return ends


def one_run(text, seed):
    torch.manual_seed(seed)
    # The program runs without its call; the same call is made here, with hooks.
    scope = {'__name__': 'program'}
    exec(text.rsplit('net(x)', 1)[0], scope)
    net, given = scope['net'].train(), scope['x']
    found = {}

    def note(path):
        def hook(_module, _inputs, output):
            while isinstance(output, (tuple, list)) and output:
                output = output[0]
            if not torch.is_tensor(output) or output.dim() == 0:
                return
            values = output.detach()
            record = found[path] = {'shape': list(output.shape), 'rms': rms(values)}
            if len(values) == len(given):
                record['signal'] = rms(values - values.mean(0)) * (len(given) / (len(given) - 1)) ** 0.5
            if output.requires_grad:
                output.register_hook(lambda gradient: record.__setitem__('gradient', rms(gradient)))

        return hook

    for path, module in net.named_modules():
        if hasattr(module, 'inplace'):
            module.inplace = False
        if path:
            module.register_forward_hook(note(path))
    with Cut() as cut:
        output = net(given)
        while not torch.is_tensor(output):
            output = next(iter(output.values() if isinstance(output, dict) else output))
        output = cut.logits(output)
    output.backward(torch.randn_like(output))
    return found


def measured(name):
    text = text_of(name)
    seeds = 3 if name not in programs() else 5
    runs = [one_run(text, seed) for seed in range(seeds)]
    first = runs[0]
    for path, record in first.items():
        for figure in FIGURES:
            values = [run[path][figure] for run in runs if figure in run.get(path, {})]
            if values:
                record[figure] = float(f'{(sum(value ** 2 for value in values) / len(values)) ** 0.5:.4g}')
    return first


def predicted(names):
    with tempfile.TemporaryDirectory() as folder:
        ignored = shutil.ignore_patterns('*.so', '*.dylib', '__pycache__', 'datasets', 'io')
        shutil.copytree(os.path.dirname(torchvision.__file__), os.path.join(folder, 'torchvision'), ignore=ignored)
        for name in names:
            with open(os.path.join(folder, f'run_{name}.py'), 'w') as file:
                file.write(text_of(name))
        scripts = [os.path.join(folder, f'run_{name}.py') for name in names]
        command = ['node', os.path.join(ROOT, 'dist', 'cli.js'), 'trace', '--signal', '--format', 'json', *scripts]
        result = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        if result.returncode != 0:
            raise SystemExit(result.stderr[-1000:])
    steps = {}
    for file in json.loads(result.stdout):
        largest = max(file.get('models', []), key=lambda model: len(model['steps']), default={'steps': []})
        steps[os.path.basename(file['path'])[4:-3]] = largest['steps']
    return steps


def compared(truth, steps):
    """For each figure: by module the factor between prediction and measurement, and the modules that get none, with the reason."""
    found = {figure: ({}, {}) for figure in FIGURES}
    for path, step in steps.items():
        for figure in FIGURES:
            real, got = truth.get(path, {}).get(figure), step[figure]
            if not real:
                continue
            # Below, what differs is the rounding of 32 bits.
            if figure == 'signal' and real < 1e-5 * truth[path]['rms']:
                continue
            if got is None or got == 0:
                found[figure][1][path] = step['unknown']
            else:
                found[figure][0][path] = got / real
    return found


def off(ratio):
    return max(ratio, 1 / ratio)


def row(name, truth, steps):
    reached = [path for path in steps if path in truth]
    ranks = [path for path in reached if steps[path]['shape'] is not None]
    contradicted = [path for path in ranks if contradicts(steps[path]['shape'], truth[path]['shape'])]
    complete = [path for path in ranks if all(isinstance(length, int) for length in steps[path]['shape'])]
    cells = [name, f'{len(reached)} / {len(truth)}', f'{len(ranks)} / {len(complete)}', str(len(contradicted))]
    for figure, (ratios, missing) in compared(truth, steps).items():
        known = sorted(off(ratio) for ratio in ratios.values())
        near = sum(ratio <= 1.5 for ratio in known)
        total = len(known) + len(missing)
        cells.append(f'{known[len(known) // 2]:.2f}, {near}/{total}, {known[-1]:.2f}' if known else f'0/{total}')
    return '| ' + ' | '.join(cells) + ' |'


def contradicts(shape, real):
    return len(shape) != len(real) or any(isinstance(a, int) and a != b for a, b in zip(shape, real))


def grid(names, truths, steps):
    """The MLPs as one line for each depth."""
    rows = []
    for depth in DEPTHS:
        own = [name for name in names if name.startswith(f'mlp_{depth}_')]
        if not own:
            continue
        cells = [f'{len(own)} MLPs of {depth} layers', str(sum(len(truths[name]) for name in own)), '', '']
        for figure in FIGURES:
            ratios, total = [], 0
            for name in own:
                known, missing = compared(truths[name], steps[name])[figure]
                ratios += [off(ratio) for ratio in known.values()]
                total += len(known) + len(missing)
            ratios.sort()
            near = sum(ratio <= 1.5 for ratio in ratios)
            cells.append(f'{ratios[len(ratios) // 2]:.2f}, {near}/{total}, {ratios[-1]:.2f}' if ratios else f'0/{total}')
        rows.append('| ' + ' | '.join(cells) + ' |')
    return rows


def show(name, truth, steps):
    print(row(name, truth, steps))
    for path in steps:
        if path in truth and steps[path]['shape'] is not None and contradicts(steps[path]['shape'], truth[path]['shape']):
            print(f"    shape of {path}: {steps[path]['shape']}, measured {truth[path]['shape']}")
    for figure, (ratios, missing) in compared(truth, steps).items():
        far = [(path, ratio) for path, ratio in ratios.items() if off(ratio) > 1.25]
        if far:
            print(f'    {figure}:', ' '.join(f'{path} {ratio:.2f}' for path, ratio in far[:12]), f'… of {len(far)}' if len(far) > 12 else '')
        if missing:
            reasons = list(dict.fromkeys(missing.values()))
            print(f'    {figure} missing at {" ".join(list(missing)[:4])}: {reasons[:3]}')


def main():
    torch.set_num_threads(1)
    arguments = sys.argv[1:]
    showing = '--show' in arguments
    keep = arguments[arguments.index('--keep') + 1] if '--keep' in arguments else None
    folder = arguments[arguments.index('--programs') + 1] if '--programs' in arguments else None
    showing = showing or folder is not None
    global PROGRAMS
    PROGRAMS = folder or PROGRAMS
    all_names = [*VISION, *programs()] if folder is None else [name for name in programs() if not name.startswith('mlp_')]
    names = [name for name in arguments if not name.startswith('--') and name not in (keep, folder)] or all_names
    kept = json.load(open(keep)) if keep and os.path.exists(keep) else {}
    for name in names:
        text = text_of(name)
        if kept.get(name, {}).get('text') != text:
            kept[name] = {'text': text, 'steps': measured(name)}
            print(f'measured {name}', file=sys.stderr, flush=True)
            if keep:
                with open(keep, 'w') as file:
                    json.dump(kept, file)
    truths = {name: kept[name]['steps'] for name in names}
    steps = {name: {step['module']: step for step in own if step['module']} for name, own in predicted(names).items()}
    single = [name for name in names if not name.startswith('mlp_')]
    for name in single if not showing else names:
        (show if showing else lambda *own: print(row(*own)))(name, truths[name], steps[name])
    if showing:
        print('\n'.join(grid(names, truths, steps)))
        return
    lines = '\n'.join([row(name, truths[name], steps[name]) for name in single] + grid(names, truths, steps))
    path = os.path.join(ROOT, 'docs', 'truth.md')
    # The last part is written by `measure-findings.py`.
    findings = re.search(r'\n## Figures of findings.*', open(path).read(), re.DOTALL)
    with open(path, 'w') as file:
        file.write(f"""# Predicted and measured

Written by `scripts/measure-signal.py` with PyTorch {torch.__version__.split('+')[0]} and torchvision {torchvision.__version__.split('+')[0]}: inputs of N(0, 1), uniform tokens, training mode; squares averaged over
3 seeds and 4 images for models of torchvision, over 5 seeds for the programs of `test/reference/signal` and the MLPs (8 activations; the default start, Xavier, He).
For each figure: the median factor between prediction and measurement, how many of the modules that have one lie within a factor of 1.5, the largest factor.
A module that runs several times counts with its last call. Modules that are containers have no step of their own. A signal below 1e-5 of the size is rounding,
and not compared.

| model | modules reached | rank / all axes known | contradicted | rms | signal | gradient |
|---|---|---|---|---|---|---|
{lines}
{findings[0] if findings else ''}""")
    with open(os.path.join(PROGRAMS, 'measured.json'), 'w') as file:
        json.dump({name: truths[name] for name in single if name in programs()}, file, indent=1)
        file.write('\n')


if __name__ == '__main__':
    main()
