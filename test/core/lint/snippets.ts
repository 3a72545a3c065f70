/** Python snippets with marks in them: `⟦…⟧` around what a finding covers, `⟪…⟫` around a related place. */
import type { Framework } from '../../../src/core/frameworks/symbol';

export interface MarkedRange {
  readonly start: number;
  readonly end: number;
}
export interface MarkedSnippet {
  /** Without the marks. */
  readonly code: string;
  readonly findings: readonly MarkedRange[];
  readonly related: readonly MarkedRange[];
}

/** What a snippet without imports of its own starts with. */
export const preambles: Readonly<Record<Framework, string>> = {
  torch: 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n\n',
  keras: 'import keras\nfrom keras import layers\n\n',
  tensorflow: 'import tensorflow as tf\n\n',
  jax: 'import jax\nimport jax.numpy as jnp\nfrom flax import linen as nn\n\n',
  transformers: 'import transformers\n\n',
};

/** Takes away the indentation of a template literal, and the line breaks around it. */
export function dedent(text: string): string {
  const lines = text
    .replace(/^[ \t]*\n/, '')
    .trimEnd()
    .split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n') + '\n';
}

/** The program that a snippet stands for: dedented, with the framework's usual imports before it unless it has its own. */
export function program(snippet: string, framework: Framework): string {
  const code = dedent(snippet);
  return /^(?:import|from)\s/m.test(code) ? code : preambles[framework] + code;
}

/** Reads the marks; they may nest and stand side by side. Throws where one is not closed. */
export function readMarks(marked: string): MarkedSnippet {
  const findings: MarkedRange[] = [];
  const related: MarkedRange[] = [];
  const open: { readonly mark: string; readonly start: number }[] = [];
  let code = '';
  for (const character of marked) {
    if (character === '⟦' || character === '⟪') open.push({ mark: character, start: code.length });
    else if (character === '⟧' || character === '⟫') {
      const { mark, start } = open.pop() ?? { mark: '', start: 0 };
      if (mark !== (character === '⟧' ? '⟦' : '⟪'))
        throw new Error(`${character} closes nothing in:\n${marked}`);
      (character === '⟧' ? findings : related).push({ start, end: code.length });
    } else code += character;
  }
  if (open.length > 0) throw new Error(`${open[0]?.mark} is not closed in:\n${marked}`);
  const byPosition = (one: MarkedRange, other: MarkedRange) => one.start - other.start || one.end - other.end;
  return { code, findings: findings.sort(byPosition), related: related.sort(byPosition) };
}

/** Puts marks into code, so that a failing test shows the program with what was found in it. */
export function writeMarks(
  code: string,
  ranges: readonly MarkedRange[],
  [opening, closing]: readonly [string, string] = ['⟦', '⟧'],
): string {
  const insertions = ranges.flatMap(({ start, end }) => [
    { at: start, text: opening, order: 1 },
    { at: end, text: closing, order: 0 },
  ]);
  insertions.sort((one, other) => other.at - one.at || other.order - one.order);
  return insertions.reduce((text, { at, text: mark }) => text.slice(0, at) + mark + text.slice(at), code);
}

/** Lines that the second program has and the first does not, trimmed, in order: what a fix wrote. */
export function newLines(before: string, after: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of before.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  return after.split('\n').flatMap((line) => {
    const count = counts.get(line) ?? 0;
    if (count === 0) return [line.trim()];
    counts.set(line, count - 1);
    return [];
  });
}
