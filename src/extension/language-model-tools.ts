import * as vscode from 'vscode';
import { activationById, evaluate } from '../core/activations/catalogue';
import { formulaText } from '../core/hover';
import { edges } from '../core/network/edges';
import { createLensService, type LensService } from '../core/service';
import { readClosedSource } from './closed-source';
import { findingsOf } from '../editor/findings';
import type { Configurations } from './configuration';

export interface LanguageModelServices {
  /** Not the editor's, so that files that are only asked about leave nothing behind. */
  readonly service: LensService;
  readonly configurations: Configurations;
}

/** The part of VS Code's interface that versions before 1.95 lack. */
interface LanguageModels {
  registerTool?(
    name: string,
    tool: {
      invoke(options: { readonly input: unknown }, token: vscode.CancellationToken): Promise<unknown>;
    },
  ): vscode.Disposable;
}
interface ToolResults {
  readonly LanguageModelToolResult?: new (parts: readonly unknown[]) => unknown;
  readonly LanguageModelTextPart?: new (text: string) => unknown;
}

const MOST_TEXT = 100_000;
const SAMPLES = 21;
const USUAL_IMPORTS = [
  'import torch',
  'import torch.nn as nn',
  'import torch.nn.functional as F',
  'import tensorflow as tf',
  'import keras',
  'import jax',
  'import jax.numpy as jnp',
].join('\n');

/** `lint`, `trace` and `plot` for the agents that VS Code hosts; nothing where it hosts none. */
export function registerLanguageModelTools(services: LanguageModelServices): vscode.Disposable {
  const { lm } = vscode as unknown as { readonly lm?: LanguageModels };
  const { LanguageModelToolResult, LanguageModelTextPart } = vscode as unknown as ToolResults;
  if (lm?.registerTool === undefined || LanguageModelToolResult === undefined)
    return { dispose: () => undefined };
  if (LanguageModelTextPart === undefined) return { dispose: () => undefined };
  const tool = (answer: (input: Readonly<Record<string, unknown>>) => Promise<unknown>) => ({
    async invoke({ input }: { readonly input: unknown }) {
      const given = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
      const text = JSON.stringify(await answer(given));
      return new LanguageModelToolResult([new LanguageModelTextPart(text.slice(0, MOST_TEXT))]);
    },
  });
  return vscode.Disposable.from(
    lm.registerTool(
      'activation-lens_lint',
      tool(({ path }) => lintAnswer(path, services)),
    ),
    lm.registerTool(
      'activation-lens_trace',
      tool(({ path }) => traceAnswer(path, services)),
    ),
    lm.registerTool(
      'activation-lens_plot',
      tool(({ expression }) => Promise.resolve(plotAnswer(expression))),
    ),
  );
}

/** A path as an agent writes it; relative ones begin at the first workspace folder that has the file. */
async function locate(path: unknown): Promise<vscode.Uri> {
  if (typeof path !== 'string' || path === '') throw new Error('`path` is missing.');
  const folders = vscode.workspace.workspaceFolders ?? [];
  const candidates =
    path.startsWith('/') || /^[a-z]:[\\/]/iu.test(path)
      ? [vscode.Uri.file(path)]
      : folders.map(({ uri }) => vscode.Uri.joinPath(uri, path));
  for (const candidate of candidates) {
    const found = await vscode.workspace.fs.stat(candidate).then(
      ({ type }) => type === vscode.FileType.File,
      () => false,
    );
    if (found) return candidate;
  }
  throw new Error(`There is no file ${path} in the workspace.`);
}

async function lintAnswer(
  path: unknown,
  { service, configurations }: LanguageModelServices,
): Promise<unknown> {
  const uri = await locate(path);
  const configuration = await configurations.of(uri);
  const closed = await readClosedSource(uri, service);
  try {
    return findingsOf(closed.lens, { ...configuration, lint: true }).flatMap((finding) => {
      const range = closed.rangeOf(finding);
      if (range === undefined) return [];
      const { rule, severity, message, fixes, related } = finding;
      return [
        {
          rule,
          severity,
          message,
          line: range.start.line + 1,
          related: related.map((other) => ({
            line: other.uri === closed.lens.uri ? (closed.rangeOf(other)?.start.line ?? -1) + 1 : undefined,
            file: other.uri === closed.lens.uri ? undefined : other.uri,
            message: other.message,
          })),
          fixes: fixes.map(({ title }) => title),
        },
      ];
    });
  } finally {
    service.close(closed.lens.uri);
  }
}

async function traceAnswer(path: unknown, { service }: LanguageModelServices): Promise<unknown> {
  const uri = await locate(path);
  const closed = await readClosedSource(uri, service);
  try {
    const { lens } = closed;
    const at: Parameters<typeof edges>[1] = (place) => {
      const found = lens.locate(place);
      if (found === undefined) return undefined;
      if (found.uri !== lens.uri) return { path: found.uri, line: 0 };
      const range = closed.rangeOf(found);
      return range && { path: vscode.workspace.asRelativePath(uri), line: range.start.line + 1 };
    };
    return lens.models().map((model) => ({
      model: model.name,
      complete: model.complete,
      edges: edges(model, at),
    }));
  } finally {
    service.close(closed.lens.uri);
  }
}

function plotAnswer(expression: unknown): unknown {
  if (typeof expression !== 'string' || expression.trim() === '') throw new Error('`expression` is missing.');
  const prefix = `${USUAL_IMPORTS}\n\n(`;
  const text = `${prefix}${expression}\n)\n`;
  const document = createLensService().update('untitled:expression.py', 1, text);
  if (document.syntaxErrors.length > 0) throw new Error(`This is not valid Python: ${expression}`);
  const use = document.activations().find(({ range }) => range.start >= prefix.length);
  const activation = use?.id === undefined ? undefined : activationById(use.id);
  if (use !== undefined && activation !== undefined) {
    const curve = evaluate(activation, use.parameters);
    return {
      name: activation.name,
      parameters: curve.parameters,
      formula: formulaText(activation.formula),
      samples: sampled((x) => [curve.value(x), curve.slope(x)]),
    };
  }
  const own = document.functionAt(prefix.length, prefix.length + expression.length);
  if (own === undefined) throw new Error(`There is no activation in ${expression}.`);
  const { result } = own;
  if (result.kind === 'refusal') throw new Error(`This has no curve: ${result.reason}`);
  return {
    name: own.title,
    equals: result.matches?.id,
    samples: sampled((x) => {
      const { value, slope } = result.evaluate(x);
      return [value, slope];
    }),
  };
}

/** Figures as JSON can hold them. */
function sampled(at: (x: number) => readonly [number, number]): readonly unknown[] {
  const plain = (value: number): number | string =>
    Number.isFinite(value) ? Number(value.toPrecision(7)) : String(value);
  return Array.from({ length: SAMPLES }, (_, index) => {
    const x = -5 + index / 2;
    const [f, slope] = at(x);
    return { x, f: plain(f), slope: plain(slope) };
  });
}
