#!/usr/bin/env python3
"""
The figures of findings beside what PyTorch gives: writes test/reference/findings/measured.json and the last part of docs/truth.md.

Usage, after `node esbuild.js`: python3 scripts/measure-findings.py [--show]
  --show  prints the table, and writes nothing

Each program of test/reference/findings has one finding whose message holds figures. WHAT says of each figure what it is, by what goes into a
module (`>head`) and what comes out of it (`head`):
  signal A B       RMS of what differs between the inputs at B over that at A; `x` is the program's input, tokens through their embedding
  he A B           the same, where all layers in front of B that end in a rectifier start as He et al. say
  size A B         the same of the RMS itself
  gradient A B     RMS of the gradient at B over that at A
  scores A B N     standard deviation over the keys of q·k, of queries that A gives and keys that B gives, both cut into N heads
  product W        the signal of the input times the weight W over that of the input
  spread A G       standard deviation of a layer's weights times the root of its fan-in, over the gain G
  variance A       variance of a layer's weights times its fan-in
Squares are averaged over 10 seeds.
"""
import glob
import json
import os
import re
import subprocess
import sys

import torch
import torch.nn as nn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, 'test', 'reference', 'findings')
HEADING = '## Figures of findings'
SEEDS = 10
WHAT = {
    'attention_einsum': ['scores queries keys 3'],
    'attention_unscaled': ['scores q k 2'],
    'conv_default_deep': ['signal x >head', 'he x >head'],
    'conv_normal_pool': ['signal x 2', 'signal x >9'],
    'conv_transpose_normal': ['signal x 1', 'signal x 8'],
    'conv_xavier_avgpool': ['signal x 9', 'he x 9'],
    'default_dropout_relu': ['signal x >out', 'he x >out'],
    'default_relu_12': ['signal x >24', 'he x >24'],
    'default_relu_14_wide': ['signal x >out', 'he x >out'],
    'embedding_mlp': ['signal >fc1 >out', 'he >fc1 >out'],
    'embedding_pool_deep': ['signal >body.0 >out', 'he >body.0 >out'],
    'hand_weights': ['product w1'],
    'normal_embedding': ['signal >fc1 >fc2', 'signal >fc1 >out'],
    'normal_std_1': ['signal x 0'],
    'normal_tiny': ['signal x >2', 'signal x >8'],
    'selu_he': ['variance 2'],
    'sigmoid_stack': ['gradient 7 0'],
    'sigmoid_xavier_6': ['gradient 11 0'],
    'slope_mismatch': ['size 3 5'],
    'tanh_12': ['gradient 23 0'],
    'tanh_narrowing': ['gradient 19 0'],
    'tanh_relu_gain': ['spread 2 1.6667'],
    'uniform_01': ['signal 1 2'],
    'xavier_bias_unequal': ['signal x >head', 'he x >head'],
    'xavier_conv_dropout2d': ['signal x >fc', 'he x >fc'],
    'xavier_dropout': ['signal x >12', 'he x >12'],
}

WEIGHTS = (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)


def rms(values):
    return float(values.pow(2).mean().sqrt())


def signal(values):
    """RMS of what differs between the inputs."""
    return rms(values - values.mean(0)) * (len(values) / (len(values) - 1)) ** 0.5


class Run:
    """One forward and one backward pass of a program, with all that its modules take and give."""

    def __init__(self, text, seed, he=None):
        torch.manual_seed(seed)
        scope = {'__name__': 'program'}
        exec(text.rsplit('net(x)', 1)[0], scope)
        self.net, self.x = scope['net'].train(), scope['x']
        self.values = {'x': self.x}
        if he is not None:
            for path in he:
                nn.init.kaiming_normal_(self.net.get_submodule(path).weight, nonlinearity='relu')
        for path, module in self.net.named_modules():
            if path:
                module.register_forward_hook(self.note(path))
        output = self.net(self.x)
        output.backward(torch.randn_like(output))

    def note(self, path):
        def hook(_module, inputs, output):
            self.values['>' + path] = inputs[0]
            self.values[path] = output
            if output.requires_grad:
                output.retain_grad()

        return hook

    def rectified(self, end):
        """The layers in front of a place, which all lead to a rectifier."""
        stop = end.lstrip('>')
        found = []
        for path, module in self.net.named_modules():
            if path == stop and end.startswith('>'):
                break
            if isinstance(module, WEIGHTS):
                found.append(path)
            if path == stop:
                break
        return found if not end.startswith('>') else [path for path in found if path != stop]

    def figure(self, what, *given):
        values = self.values
        if what in ('signal', 'he'):
            return signal(values[given[1]].detach()) / signal(values[given[0]].detach())
        if what == 'size':
            return rms(values[given[1]].detach()) / rms(values[given[0]].detach())
        if what == 'gradient':
            return rms(values[given[1]].grad) / rms(values[given[0]].grad)
        if what == 'scores':
            query, key = (values[path].detach() for path in given[:2])
            batch, count, width = query.shape
            heads = int(given[2])
            query, key = (part.reshape(batch, count, heads, width // heads).transpose(1, 2) for part in (query, key))
            scores = query @ key.transpose(-2, -1)
            return rms(scores - scores.mean(-1, keepdim=True)) * (count / (count - 1)) ** 0.5
        if what == 'product':
            return signal((self.x @ getattr(self.net, given[0])).detach()) / signal(self.x)
        weight = self.net.get_submodule(given[0]).weight.detach()
        fan_in = weight[0].numel()
        return rms(weight) * fan_in ** 0.5 / float(given[1]) if what == 'spread' else rms(weight) ** 2 * fan_in


def measured(name):
    text = open(os.path.join(FOLDER, name + '.py')).read()
    results = []
    for spec in WHAT[name]:
        what, *given = spec.split()
        he = Run(text, 0).rectified(given[1]) if what == 'he' else None
        squares = [Run(text, seed, he).figure(what, *given) ** 2 for seed in range(SEEDS)]
        results.append(float(f'{(sum(squares) / SEEDS) ** 0.5:.4g}'))
    return results


NUMBER = re.compile(r'(?:×|spread of |make pre-activations |gives )(\d[\d.]*(?:e-?\d+)?)')


def said(name):
    command = ['node', os.path.join(ROOT, 'dist', 'cli.js'), 'lint', '--no-cache', '--format', 'json', '--fail-on', 'never']
    result = subprocess.run([*command, os.path.join(FOLDER, name + '.py')], capture_output=True, text=True)
    for finding in json.loads(result.stdout):
        figures = [float(figure.rstrip('.')) for figure in NUMBER.findall(finding['message'])]
        if figures:
            return finding['rule'], figures
    return '', []


def main():
    torch.set_num_threads(1)
    names = sorted(os.path.basename(path)[:-3] for path in glob.glob(os.path.join(FOLDER, '*.py')))
    lines, records = [], {}
    for name in names:
        rule, figures = said(name)
        real = measured(name)
        records[name] = {'rule': rule, 'measured': real}
        if len(figures) != len(real):
            raise SystemExit(f'{name}: {figures} said, {real} measured')
        for got, want, spec in zip(figures, real, WHAT[name]):
            lines.append(f'| {name} | `{rule}` | {spec.split()[0]} | {got:.3g} | {want:.3g} | {max(got / want, want / got):.2f} |')
    table = '\n'.join(lines)
    if '--show' in sys.argv:
        print(table)
        return
    with open(os.path.join(FOLDER, 'measured.json'), 'w') as file:
        json.dump(records, file, indent=1)
        file.write('\n')
    path = os.path.join(ROOT, 'docs', 'truth.md')
    before = open(path).read().split(HEADING)[0].rstrip()
    with open(path, 'w') as file:
        file.write(f"""{before}

{HEADING}

What messages of findings say beside what PyTorch gives, for the programs of `test/reference/findings`; written by `scripts/measure-findings.py`.

| program | rule | figure | said | measured | factor |
|---|---|---|---|---|---|
{table}
""")


if __name__ == '__main__':
    main()
