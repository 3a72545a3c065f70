/** The tables and the recogniser beside PyTorch itself, as Debian packages it. */
import { newerParameters } from './newer-parameters';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { activationUses, listedNames, symbolOf } from '../../../src/core/frameworks';
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';

const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const oracle = fileURLToPath(new URL('oracle.py', import.meta.url));
const available = spawnSync(python, ['-c', 'import torch, torchvision, torchaudio']).status === 0;
if (!available) {
  const reason = `${python} has no torch, torchvision and torchaudio`;
  if (process.env['CI'] !== undefined) throw new Error(reason);
  console.warn(`skipped: ${reason}`);
}

function ask<T>(names: readonly string[], ...args: readonly string[]): T {
  const run = spawnSync(python, [oracle, ...args], {
    input: JSON.stringify({ names }),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as T;
}

type Signature = readonly (readonly [name: string, kind: string, value: unknown, hasDefault: boolean])[];

/** Fused modules are listed as Sequential's heirs, `*modules`. Hardtanh's old keywords are aliases in the table, not parameters of their own. */
const otherShape = new Set(['torch.nn.Hardtanh']);

describe.skipIf(!available)('PyTorch’s own signatures', () => {
  it('are those of the tables, parameter by parameter', { timeout: 60_000 }, () => {
    const names = listedNames().filter(
      (name) =>
        name.startsWith('torch.') && !name.startsWith('torch.ao.nn.intrinsic.') && !otherShape.has(name),
    );
    const signatures = ask<Readonly<Record<string, Signature>>>(names, 'signatures');
    let compared = 0;
    for (const [name, signature] of Object.entries(signatures)) {
      if (signature.some(([, kind]) => kind.startsWith('VAR_'))) continue;
      const symbol = symbolOf(name);
      const later = newerParameters(name);
      const ours = symbol?.parameters
        .filter((p) => !later.includes(p.name))
        .map((p) => [p.name, p.required !== true]);
      expect(ours?.slice(0, signature.length), name).toEqual(
        signature.map(([parameter, , , has]) => [parameter, has]),
      );
      for (const [parameter, , value, has] of signature) {
        const entry = symbol?.parameters.find((p) => p.name === parameter);
        if (has && value !== null) expect(entry?.default, `${name} ${parameter}`).toEqual(value);
      }
      compared += 1;
    }
    expect(compared).toBeGreaterThan(150);
  });
});

describe.skipIf(!available)('activations in real files', () => {
  for (const packageName of ['torchvision', 'torchaudio']) {
    it(
      `of ${packageName} are those that Python finds when it looks the names up`,
      { timeout: 120_000 },
      () => {
        const names = listedNames().filter((name) => {
          const symbol = symbolOf(name);
          return name.startsWith('torch.') && symbol?.role === 'activation' && symbol.form !== 'method';
        });
        const calls = ask<readonly (readonly [string, number, number, string])[]>(
          names,
          'calls',
          packageName,
        );
        const files = [...new Set(calls.map(([file]) => file))];
        const expected = calls.map(
          ([file, line, column, name]) => `${file}:${line}:${column} ${activationOf(name)}`,
        );
        const found = files.flatMap((file) => ourCalls(file));
        const missed = expected.filter((call) => !found.includes(call));
        const invented = found.filter((call) => !expected.includes(call));
        expect(expected.length).toBeGreaterThan(20);
        expect({ missed, invented }).toEqual({ missed: [], invented: [] });
      },
    );
  }
});

function activationOf(name: string): string {
  const symbol = symbolOf(name);
  return symbol?.role === 'activation' ? symbol.activation : '?';
}

function ourCalls(file: string): readonly string[] {
  const module = parseModule(`file://${file}`, readFileSync(file, 'utf8'));
  return activationUses(bind(module)).flatMap((use) => {
    if (use.form !== 'module' && use.form !== 'function') return [];
    // Python is asked for names of the module level only; `act = nn.GELU` inside a function is ours to follow.
    if (!use.source.includes(use.api.slice(use.api.lastIndexOf('.') + 1))) return [];
    const { line, column } = module.positionAt((module.baseOf(use.place.unit) ?? 0) + use.place.start);
    return [`${file}:${line}:${column} ${activationOf(use.api)}`];
  });
}
