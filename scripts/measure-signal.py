#!/usr/bin/env python3
"""
What `trace --signal` says of torchvision's models beside what PyTorch gives: writes docs/truth.md.

Usage, after `node esbuild.js`: python3 scripts/measure-signal.py [MODEL ...]
Each model is run with its default start, in training mode, on images of N(0, 1) with 224 pixels a side; a gradient of N(0, 1) goes back
from its output. Hooks on every module give the shape, the RMS, the RMS of what differs between the images, and the gradient's; their squares
are averaged over seeds, because what narrow layers share over all positions is one draw of chance in each.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import torch
import torchvision

MODELS = [
    'alexnet', 'squeezenet1_0', 'resnet18', 'mobilenet_v2', 'mobilenet_v3_small', 'shufflenet_v2_x1_0', 'efficientnet_b0',
    'densenet121', 'resnet50', 'convnext_tiny', 'swin_t', 'vit_b_16', 'vgg16',
]
SIDE, BATCH, SEEDS = 224, 4, 2
FIGURES = ('rms', 'signal', 'gradient')
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def rms(tensor):
    return float(tensor.pow(2).mean().sqrt())


def measured(name):
    runs = [one_run(name, seed) for seed in range(SEEDS)]
    first = runs[0]
    for path, record in first.items():
        for figure in FIGURES:
            values = [run[path][figure] for run in runs if figure in run.get(path, {})]
            if values:
                record[figure] = (sum(value ** 2 for value in values) / len(values)) ** 0.5
    return first


def one_run(name, seed):
    torch.manual_seed(seed)
    model = getattr(torchvision.models, name)().train()
    found = {}

    def note(path):
        def hook(_module, _inputs, output):
            if not torch.is_tensor(output):
                return
            values = output.detach()
            differing = (values - values.mean(0)) * (BATCH / (BATCH - 1)) ** 0.5
            record = found[path] = {'shape': list(output.shape), 'rms': rms(values), 'signal': rms(differing)}
            if output.requires_grad:
                output.register_hook(lambda gradient: record.__setitem__('gradient', rms(gradient)))

        return hook

    for path, module in model.named_modules():
        if hasattr(module, 'inplace'):
            module.inplace = False
        if path:
            module.register_forward_hook(note(path))
    output = model(torch.randn(BATCH, 3, SIDE, SIDE))
    output.backward(torch.randn_like(output))
    return found


def predicted(name, folder):
    module = getattr(torchvision.models, name).__module__
    script = os.path.join(folder, f'run_{name}.py')
    with open(script, 'w') as file:
        file.write(f'import torch\nfrom {module} import {name}\n\nnet = {name}()\nnet(torch.randn({BATCH}, 3, {SIDE}, {SIDE}))\n')
    command = ['node', os.path.join(ROOT, 'dist', 'cli.js'), 'trace', '--signal', '--format', 'json', script]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    models = [model for file in json.loads(result.stdout) for model in file.get('models', [])]
    largest = max(models, key=lambda model: len(model['steps']), default={'steps': []})
    return {step['module']: step for step in largest['steps'] if step['module']}


def row(name, truth, steps):
    reached = [path for path in steps if path in truth]
    ranks = [path for path in reached if steps[path]['shape'] is not None]
    contradicted = [
        path
        for path in ranks
        if len(steps[path]['shape']) != len(truth[path]['shape'])
        or any(isinstance(a, int) and a != b for a, b in zip(steps[path]['shape'], truth[path]['shape']))
    ]
    complete = [path for path in ranks if all(isinstance(length, int) for length in steps[path]['shape'])]
    cells = [name, str(len(reached)), f'{len(ranks)} / {len(complete)}', str(len(contradicted))]
    for figure in FIGURES:
        pairs = [(steps[path][figure], truth[path].get(figure)) for path in reached]
        pairs = [(got, real) for got, real in pairs if real]
        known = sorted(max(got / real, real / got) for got, real in pairs if got)
        near = sum(ratio <= 1.5 for ratio in known)
        middle = f'{known[len(known) // 2]:.2f}, ' if known else ''
        cells.append(f'{middle}{near}/{len(pairs)}, {known[-1]:.2f}' if known else 'none')
    return '| ' + ' | '.join(cells) + ' |'


def main():
    torch.set_num_threads(1)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.dirname(torchvision.__file__), os.path.join(folder, 'torchvision'), ignore=shutil.ignore_patterns('*.so'))
        for name in sys.argv[1:] or MODELS:
            rows.append(row(name, measured(name), predicted(name, folder)))
            print(rows[-1], flush=True)
    text = f"""# Predicted and measured

Written by `scripts/measure-signal.py` with PyTorch {torch.__version__.split('+')[0]} and torchvision {torchvision.__version__.split('+')[0]}: {SEEDS} seeds, {BATCH} images of N(0, 1), training mode. For each figure: the
median factor between prediction and measurement, how many of the modules that have one lie within a factor of 1.5, the largest factor.
A module that runs several times counts with its last call.

| model | modules reached | rank / all axes known | contradicted | rms | signal | gradient |
|---|---|---|---|---|---|---|
""" + '\n'.join(rows) + '\n'
    with open(os.path.join(ROOT, 'docs', 'truth.md'), 'w') as file:
        file.write(text)


main()
